import type { EntityManager } from 'typeorm';

/** Meta refused an attempt because its sender may not write to that country. */
export interface CountryRefusal {
  readonly messageId: string;
  readonly attempt: number | null;
  /** ISO 3166, as `recipientCountry` reads it. */
  readonly country: string;
  readonly code: string;
}

/**
 * Messages of those senders to those countries wait: 15 minutes, twice as long after each message that was tried in vain, at
 * most 6 hours. Only what was sent since the pause was lifted last begins another, and only the message that was tried makes
 * one longer: what was under way with the first is refused along with it.
 */
export async function pauseCountries(manager: EntityManager, refusals: readonly CountryRefusal[]): Promise<void> {
  if (refusals.length === 0) return;
  await manager.query(PAUSE, [JSON.stringify(refusals)]);
}

const FAILED_TRIALS = `CASE WHEN p.lifted_at IS NULL THEN p.failed_trials + 1 ELSE 0 END`;

// `paused_at` of the row to be inserted is when the refused attempt began; inserted in one order, as rows are locked (locks.ts).
const PAUSE = `
  WITH input AS (
    SELECT DISTINCT ON (m.sender_id, x.country) m.sender_id, x.country, x.code, COALESCE(a.started_at, now()) AS began_at
    FROM json_to_recordset($1::json) AS x ("messageId" uuid, attempt integer, country text, code text)
    JOIN whatsapp_messages m ON m.id = x."messageId"
    LEFT JOIN send_attempts a ON a.message_id = m.id AND a.attempt = x.attempt
    ORDER BY m.sender_id, x.country, began_at DESC
  )
  INSERT INTO sender_country_pauses AS p (sender_id, country, code, paused_at, wait_until)
  SELECT sender_id, country, code, began_at, now() + interval '15 minutes' FROM input ORDER BY sender_id, country
  ON CONFLICT (sender_id, country) DO UPDATE SET code = excluded.code, lifted_at = NULL, tried_at = NULL, accepted_at = NULL,
    paused_at = CASE WHEN p.lifted_at IS NULL THEN p.paused_at ELSE excluded.paused_at END,
    told = p.told AND p.lifted_at IS NULL, failed_trials = ${FAILED_TRIALS},
    wait_until = now() + LEAST(interval '15 minutes' * 2 ^ LEAST(${FAILED_TRIALS}, 10), interval '6 hours')
  WHERE excluded.paused_at > p.lifted_at OR (p.lifted_at IS NULL AND excluded.paused_at >= p.tried_at)`;
