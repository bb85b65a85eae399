import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import { AsWritten } from '../shell/as-written.js';
import type { MessageSearch } from './message-search.js';
import { messagesTexts } from './texts.js';

const COUNTED = ['q', 'errorCode', 'template', 'sender', 'from', 'to'] as const satisfies (keyof MessageSearch)[];

/** Which messages it is about, in words: the filters that stand in the address may have been chosen by somebody else. */
export function CountedFilters({ search }: { readonly search: MessageSearch }): ReactNode {
  const texts = useTexts(messagesTexts);
  return (
    <>
      <p>{texts.resendCounts}</p>
      <ul>
        {COUNTED.map((name) => {
          const value = search[name];
          return (
            value !== undefined && (
              <li key={name}>
                {texts[name]}:{' '}
                <span translate="no">
                  <AsWritten text={value} />
                </span>
              </li>
            )
          );
        })}
      </ul>
    </>
  );
}
