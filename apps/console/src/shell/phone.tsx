import type { ReactNode } from 'react';
import { useSession } from '../api/use-session.js';
import { maskPhone } from './mask-phone.js';

/** A recipient's number; masked for whoever may only look. Null once it was erased. */
export function Phone({ number }: { readonly number: string | null }): ReactNode {
  const { readOnly } = useSession();
  if (number === null) return '—';
  return <span translate="no">{readOnly ? maskPhone(number) : number}</span>;
}
