import type { ReactNode } from 'react';
import type { Message } from 'recado-client';
import { useTexts } from '../language/use-texts.js';
import { AsWritten } from '../shell/as-written.js';
import styles from './bubble.module.css';
import { messageTexts } from './texts.js';

interface BubbleHeaderProps {
  /** What the message brought for it. */
  readonly header: Message['template']['header'];
  /** The whole text of a header that is one; null where it is not known. */
  readonly text: string | null;
  readonly language: string;
}

/** What stands above the text. A file is named and not shown: the page asks no other host for anything. */
export function BubbleHeader({ header, text, language }: BubbleHeaderProps): ReactNode {
  const { media } = useTexts(messageTexts);
  switch (header?.type) {
    case 'document':
      return <Named as={media.document} name={header.filename ?? null} address={header.link} />;
    case 'image':
    case 'video':
      return <Named as={media[header.type]} name={null} address={header.link} />;
    case 'location': {
      const { name = null, address, latitude, longitude } = header;
      return <Named as={media.location} name={name} address={address ?? `${latitude}, ${longitude}`} />;
    }
    default: {
      const shown = text ?? header?.text;
      return (
        shown !== undefined && (
          <p className={styles['header']} lang={language.replace('_', '-')}>
            <AsWritten text={shown} />
          </p>
        )
      );
    }
  }
}

interface NamedProps {
  readonly as: string;
  readonly name: string | null;
  readonly address: string;
}

function Named({ as, name, address }: NamedProps): ReactNode {
  return (
    <p className={styles['header']}>
      {as}
      {name !== null && (
        <>
          : <AsWritten text={name} />
        </>
      )}
      <span className={styles['address']} translate="no">
        <AsWritten text={address} />
      </span>
    </p>
  );
}
