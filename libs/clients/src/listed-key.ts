/** A key as people see it in a list; what it proves itself by is not among it. */
export interface ListedKey {
  readonly id: string;
  readonly name: string;
  readonly client: string;
  readonly scopes: readonly string[];
  /** Null: all senders. */
  readonly senderIds: readonly string[] | null;
  /** `replaced`: by rotation; it works until `expiresAt`. */
  readonly state: 'live' | 'replaced' | 'expired' | 'revoked';
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  /** To the minute. */
  readonly lastUsedAt: Date | null;
  readonly replacedBy: string | null;
}
