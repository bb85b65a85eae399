import { parsedPhone } from './parsed-phone.js';

/**
 * The country of a recipient as ISO 3166 writes it (`ES`): of a phone by its numbering plan, of Meta's user id by its prefix.
 * Null where a number belongs to none (satellite and toll-free codes) or to one of several that cannot be told apart.
 */
export function recipientCountry({
  recipientPhone,
  recipientUserId,
}: {
  readonly recipientPhone: string | null;
  readonly recipientUserId: string | null;
}): string | null {
  if (recipientPhone !== null) return parsedPhone(recipientPhone)?.country ?? null;
  return /^([A-Z]{2})\./.exec(recipientUserId ?? '')?.[1] ?? null;
}
