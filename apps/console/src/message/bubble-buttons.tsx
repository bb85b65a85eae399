import type { ReactNode } from 'react';
import type { Message, components } from 'recado-client';
import { useTexts } from '../language/use-texts.js';
import { AsWritten } from '../shell/as-written.js';
import styles from './bubble.module.css';
import { messageTexts } from './texts.js';

type Given = NonNullable<Message['template']['buttons']>[number];

interface BubbleButtonsProps {
  /** What the message brought for some of them. */
  readonly given: readonly Given[];
  /** All of them, with their words; undefined where those are not known. */
  readonly asSent: components['schemas']['TemplatePreviewDto']['buttons'] | undefined;
  readonly language: string;
}

/** What the supplier can press. Nothing happens here: it is theirs. */
export function BubbleButtons({ given, asSent, language }: BubbleButtonsProps): ReactNode {
  const { buttons } = useTexts(messageTexts);
  if ((asSent ?? given).length === 0) return null;
  return (
    <ul className={styles['buttons']}>
      {asSent === undefined
        ? given.map((button) => (
            <li key={button.index}>
              {buttons[button.type]}
              <Address text={valueOf(button)} />
            </li>
          ))
        : asSent.map(({ index, text, url }) => (
            <li key={index} lang={language.replace('_', '-')}>
              <AsWritten text={text} />
              <Address text={url ?? codeAt(index, given)} />
            </li>
          ))}
    </ul>
  );
}

function Address({ text }: { readonly text: string | null }): ReactNode {
  return (
    text !== null && (
      <span className={styles['address']} translate="no">
        <AsWritten text={text} />
      </span>
    )
  );
}

/** What the supplier gets to see of it. */
function valueOf(button: Given): string | null {
  if (button.type === 'url') return button.text;
  return button.type === 'copy_code' ? button.code : null;
}

function codeAt(index: number, given: readonly Given[]): string | null {
  const button = given.find((one) => one.index === index);
  return button?.type === 'copy_code' ? button.code : null;
}
