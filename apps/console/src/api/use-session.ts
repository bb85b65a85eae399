import { useSuspenseQuery } from '@tanstack/react-query';
import { type Session, sessionQuery } from './session.js';

export type Scope = 'messages:write' | 'messages:read' | 'templates:write' | 'callbacks:write' | 'ops';

const NOBODY: Session = { keyId: '', scopes: [], senders: [], everyClient: false };

export interface Rights extends Session {
  /** Whether the key may do it: what it may not is not offered, and refused by the API all the same. */
  readonly may: (scope: Scope) => boolean;
  /** Whoever may only look sees masked phones. */
  readonly readOnly: boolean;
}

/** Who is signed in; for what stands behind the sign-in. */
export function useSession(): Rights {
  const { data } = useSuspenseQuery(sessionQuery);
  const session = data ?? NOBODY;
  const may = (scope: Scope): boolean => session.scopes.includes(scope);
  return { ...session, may, readOnly: !may('messages:write') && !may('ops') };
}
