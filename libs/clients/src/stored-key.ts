/** One key of a client, as PostgreSQL has it at this moment. */
export interface StoredKey {
  readonly id: string;
  readonly clientId: string;
  readonly secretHash: Buffer;
  readonly scopes: readonly string[];
  /** The senders that it is bound to; null means all of them. */
  readonly senderIds: readonly string[] | null;
  readonly revoked: boolean;
  /** Milliseconds until it expires, by the database's clock; null means never. */
  readonly livesForMs: number | null;
}
