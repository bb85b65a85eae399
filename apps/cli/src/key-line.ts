import type { ListedKey } from '#clients';

/** One key in one line for a person: its id, what it may do, how long, and when it was used last. */
export function keyLine(key: ListedKey): string {
  const { id, name, client, scopes, senderIds, lastUsedAt } = key;
  const whose = client === name ? name : `${name} (of ${client})`;
  const where = senderIds === null ? 'all senders' : `senders ${senderIds.join(' ')}`;
  const used = lastUsedAt === null ? 'never used' : `used ${minute(lastUsedAt)}`;
  return `${id}  ${whose}  ${standing(key)}  ${scopes.join(' ')}  ${where}  ${used}`;
}

function standing({ state, expiresAt, revokedAt, replacedBy }: ListedKey): string {
  const until = expiresAt === null ? '' : ` until ${minute(expiresAt)}`;
  switch (state) {
    case 'live':
      return `live${until}`;
    case 'replaced':
      return `replaced by ${replacedBy ?? 'another'}, works${until}`;
    case 'expired':
      return `expired ${expiresAt === null ? '' : minute(expiresAt)}`;
    case 'revoked':
      return `revoked ${revokedAt === null ? '' : minute(revokedAt)}`;
  }
}

function minute(time: Date): string {
  return `${time.toISOString().slice(0, 16)}Z`;
}
