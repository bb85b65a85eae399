import { note, say, sayJson } from './terminal.js';

interface ShownKey {
  readonly id: string;
  readonly key: string;
  readonly client?: string;
  readonly scopes?: readonly string[];
  readonly senders?: readonly string[] | null;
  readonly expiresAt?: Date | null;
  readonly replaces?: string;
  readonly oldEndsAt?: Date;
}

/** The key alone on stdout, so that a script can keep it. */
export function showKey(shown: ShownKey, asJson: boolean): void {
  if (asJson) {
    sayJson(shown);
    return;
  }
  const { id, key, replaces, oldEndsAt } = shown;
  say(key);
  note(`This is the key ${id}. It is shown this once: keep it where secrets are kept.`);
  if (replaces !== undefined && oldEndsAt !== undefined)
    note(`${replaces}, which it replaces, works until ${oldEndsAt.toISOString()}.`);
}
