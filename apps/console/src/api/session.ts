import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { RecadoError } from 'recado-client';
import { ANSWERED_WITHIN_MS } from './answered-within.js';
import { apiClock } from './api-clock.js';
import { otherWindows } from './other-windows.js';

/** Who is signed in, and what the key behind it may do. */
export interface Session {
  readonly keyId: string;
  readonly scopes: readonly string[];
  /** The senders that the key is bound to; null means all of them. */
  readonly senders: readonly string[] | null;
  /** Whether it sees everybody's messages, and not those of one client. */
  readonly everyClient: boolean;
}

/** The only calls that are not of the public API: they trade a key for a session. */
const SESSION_PATH = '/console/session';

/**
 * Asked again when another window says that somebody has signed in or out there, and whenever somebody comes back to this one: the
 * sign-in of /queues, which is the same session, tells nobody.
 */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ client }) => readSession(client),
  staleTime: Infinity,
  refetchOnWindowFocus: 'always',
});

async function readSession(client: QueryClient): Promise<Session | null> {
  const before = client.getQueryData(sessionQuery.queryKey);
  const session = await callSession('GET');
  // A new document: nothing of what the key before has seen stays in memory.
  if (before && before.keyId !== session?.keyId) location.reload();
  return session;
}

/** @throws RecadoError where the key is wrong, may not look, or too many were wrong before it */
export async function signIn(key: string): Promise<Session | null> {
  const session = await callSession('POST', { key });
  otherWindows.tell();
  return session;
}

/** In a window that was at the sign-in: nobody sees what the key before this one has seen. */
export function beginSession(queries: QueryClient, session: Session | null): void {
  queries.removeQueries();
  queries.setQueryData(sessionQuery.queryKey, session);
}

export async function signOut(): Promise<void> {
  await callSession('DELETE');
  otherWindows.tell();
}

async function callSession(method: 'GET' | 'POST' | 'DELETE', body?: unknown): Promise<Session | null> {
  const response = await fetch(SESSION_PATH, {
    method,
    signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
    credentials: 'same-origin',
    headers: { 'x-recado-console': '1', ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    const timedOut = cause instanceof DOMException && cause.name === 'TimeoutError';
    throw RecadoError.ofSilence({ sent: true, timedOut, cause, idempotencyKey: null });
  });
  apiClock.hear(response);
  if (response.status === 204) return null;
  const answer: unknown = await response.json().catch(() => null);
  const { status, headers } = response;
  if (!response.ok) throw RecadoError.ofAnswer({ status, headers, body: answer, idempotencyKey: null });
  return sessionIn(answer);
}

function sessionIn(answer: unknown): Session | null {
  if (typeof answer !== 'object' || answer === null || !('session' in answer)) return null;
  return isSession(answer.session) ? answer.session : null;
}

function isSession(value: unknown): value is Session {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'keyId' in value && 'senders' in value && 'everyClient' in value && 'scopes' in value && Array.isArray(value.scopes)
  );
}
