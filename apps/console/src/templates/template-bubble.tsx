import type { ReactNode } from 'react';
import type { components } from 'recado-client';
import { useTexts } from '../language/use-texts.js';
import { AsWritten } from '../shell/as-written.js';
import { WhatsAppText } from '../shell/whatsapp-text.js';
import type { Template } from './template.js';
import styles from './template-bubble.module.css';
import { templatesTexts } from './texts.js';

interface TemplateBubbleProps {
  readonly template: Template;
  /** With its values; null: as Meta has it, with the names of its variables. */
  readonly preview: components['schemas']['TemplatePreviewDto'] | null;
}

/** The message as its recipient sees it. */
export function TemplateBubble({ template, preview }: TemplateBubbleProps): ReactNode {
  const texts = useTexts(templatesTexts);
  const { header, buttons, footer } = preview ?? template;
  const text = preview === null ? template.body : preview.text;
  return (
    <figure className={styles['bubble']} lang={template.language.replace('_', '-')} aria-label={texts.preview}>
      {header !== null && (
        <p className={styles['header']}>
          <AsWritten text={typeof header === 'string' ? header : (header.text ?? `[${texts.media[header.format]}]`)} />
        </p>
      )}
      <p className={styles['text']}>
        <WhatsAppText text={text} />
      </p>
      {footer !== null && (
        <p className={styles['footer']}>
          <AsWritten text={footer} />
        </p>
      )}
      {buttons.length > 0 && (
        <ul className={styles['buttons']}>
          {buttons.map((button) => (
            <li key={button.index}>
              <AsWritten text={button.text} />
              {button.url !== null && (
                <span className={styles['address']}>
                  <AsWritten text={button.url} />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </figure>
  );
}
