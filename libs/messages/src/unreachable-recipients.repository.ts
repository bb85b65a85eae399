import type { DataSource } from 'typeorm';
import { phoneSpellings } from './phone-spellings.js';
import type { RecipientKey } from './recipient-ids.repository.js';

/** Meta's error 131026: whoever has this number cannot get this on WhatsApp. */
const UNDELIVERABLE = '131026';

/**
 * No index tells those that wait from the others, and whoever is written to in thousands must not slow down intake. With each of the
 * 200 that wait here the caller has been warned.
 */
const LOOKED_AT = 200;

/** Whom Meta could not reach the last time that it tried. */
export class UnreachableRecipientsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Since when, for each of them in the order given; null for who was reached since, or never tried. */
  async since(recipients: readonly RecipientKey[]): Promise<readonly (Date | null)[]> {
    const rows: { place: number; since: Date }[] = await this.dataSource.query(LAST_WORD, [
      JSON.stringify(recipients.map(rowOf)),
      UNDELIVERABLE,
    ]);
    const found = new Map(rows.map(({ place, since }) => [place, since]));
    return recipients.map((_recipient, place) => found.get(place) ?? null);
  }
}

function rowOf({ recipientPhone, recipientUserId }: RecipientKey, place: number): Readonly<Record<string, unknown>> {
  return { place, phones: recipientPhone === null ? [] : phoneSpellings(recipientPhone), userId: recipientUserId };
}

/** The newest word of Meta on the last messages to a recipient, however many still wait: those say nothing. */
const LAST_WORD = `/* plan kept */
  SELECT x.place, last.failed_at AS since
  FROM json_to_recordset($1::json) AS x (place integer, phones text[], "userId" text)
  CROSS JOIN LATERAL (
    SELECT newest.* FROM (
      SELECT m.* FROM unnest(x.phones) AS p (phone) CROSS JOIN LATERAL (
        SELECT created_at, progress, error_code, failed_at FROM whatsapp_messages
        WHERE recipient_phone = p.phone ORDER BY created_at DESC LIMIT ${LOOKED_AT}) m
      UNION ALL
      (SELECT created_at, progress, error_code, failed_at FROM whatsapp_messages
       WHERE recipient_user_id = x."userId" ORDER BY created_at DESC LIMIT ${LOOKED_AT})
    ) newest
    WHERE newest.progress >= 5 OR newest.error_code = $2 ORDER BY newest.created_at DESC LIMIT 1
  ) last
  WHERE last.error_code = $2`;
