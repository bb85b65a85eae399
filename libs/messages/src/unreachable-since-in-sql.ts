/** Meta's error 131026: whoever has this number cannot get this on WhatsApp. */
const UNDELIVERABLE = '131026';

/**
 * No index tells those that wait from the others, and whoever is written to in thousands must not slow down intake. With each of the
 * 200 that wait here the caller has been warned.
 */
const LOOKED_AT = 200;

/**
 * Since when a recipient cannot be reached, as an SQL subselect: NULL for who was reached since, or never tried. What counts is the
 * newest word of Meta on the last messages to them, however many still wait: those say nothing. Given are expressions for a text[]
 * of the spellings of a phone and for a user id, either of which may hold nothing but NULL.
 */
export function unreachableSinceInSql(spellings: string, userId: string): string {
  return `(
    SELECT CASE WHEN newest.error_code = '${UNDELIVERABLE}' THEN newest.failed_at END FROM (
      SELECT m.* FROM unnest(${spellings}) AS p (phone) CROSS JOIN LATERAL (
        SELECT created_at, progress, error_code, failed_at FROM whatsapp_messages
        WHERE recipient_phone = p.phone ORDER BY created_at DESC LIMIT ${LOOKED_AT}) m
      UNION ALL
      (SELECT created_at, progress, error_code, failed_at FROM whatsapp_messages
       WHERE recipient_user_id = ${userId} ORDER BY created_at DESC LIMIT ${LOOKED_AT})
    ) newest
    WHERE newest.progress >= 5 OR newest.error_code = '${UNDELIVERABLE}' ORDER BY newest.created_at DESC LIMIT 1)`;
}
