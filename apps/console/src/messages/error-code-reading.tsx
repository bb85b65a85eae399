import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import type { MessageSearch } from './message-search.js';
import { messagesTexts } from './texts.js';

/** What was typed into the search box was taken for an error code: says so, and offers the other reading. */
export function ErrorCodeReading({ search: { errorCode } }: { readonly search: MessageSearch }): ReactNode {
  const texts = useTexts(messagesTexts);
  if (errorCode === undefined) return null;
  return (
    <p>
      {texts.failedWith(errorCode)}{' '}
      <Link to="/messages" search={{ q: errorCode }}>
        {texts.asText(errorCode)}
      </Link>
    </p>
  );
}
