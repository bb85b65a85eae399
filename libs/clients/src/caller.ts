import { SCOPES, type Scope } from './scopes.js';

/** Who a request comes from: a client, by one of its keys. */
export interface Caller {
  readonly clientId: string;
  readonly keyId: string;
  readonly scopes: readonly Scope[];
  /** The senders that the key is bound to; null means all of them. */
  readonly senderIds: readonly string[] | null;
}

/** The client behind ADMIN_API_KEY; its row comes with the first migration. */
export const ADMIN_CLIENT_ID = '00000000-0000-7000-8000-000000000001';
export const ADMIN_CLIENT_NAME = 'admin';

export const ADMIN: Caller = { clientId: ADMIN_CLIENT_ID, keyId: 'admin', scopes: SCOPES, senderIds: null };

/** Whose messages a caller may see: null means everybody's, which is the admin's privilege. */
export function visibleClient(caller: Caller): string | null {
  return caller.clientId === ADMIN_CLIENT_ID ? null : caller.clientId;
}
