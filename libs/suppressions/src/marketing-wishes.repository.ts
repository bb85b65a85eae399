import type { EntityManager } from 'typeorm';
import type { MarketingWish } from './marketing-wish.js';

/**
 * Recipients' own words on marketing, in the transaction of the webhook that brought them. Each stands once in
 * `recipient_events`, of whom and when it was heard first, and counts as it stands there: heard again it is neither later nor
 * anybody else's, whatever became known of its author since. Of all words the list has the last time of a stop and the last
 * of a resume: order and repetition cannot matter, and what somebody lifted here does not come back with a webhook that is
 * applied again. What an operator has entered is another row, and stays.
 */
export class MarketingWishesRepository {
  /** Which of them were news, in the order given. */
  async note(manager: EntityManager, wishes: readonly MarketingWish[]): Promise<readonly boolean[]> {
    if (wishes.every((wish) => recipientOf(wish) === null)) return wishes.map(() => false);
    const told: { key: string }[] = await manager.query(TELL, [JSON.stringify(wishes)]);
    await manager.query(NOTE, [wishes.map(({ key }) => key)]);
    const news = new Set(told.map(({ key }) => key));
    return wishes.map(({ key }) => news.delete(key));
  }
}

function recipientOf({ recipientPhone, recipientUserId }: MarketingWish): string | null {
  return recipientPhone ?? recipientUserId;
}

/** Nobody has said anything tomorrow: a time in the future would outrank every word to come. */
const TELL = `
  INSERT INTO recipient_events (key, type, recipient_phone, recipient_user_id, sender_id, occurred_at, data)
  SELECT DISTINCT ON (key) key, CASE wish WHEN 'stop' THEN 'opted_out' ELSE 'opted_in' END, "recipientPhone", "recipientUserId",
    "senderId", LEAST(at, COALESCE("receivedAt", date_trunc('milliseconds', now()))),
    jsonb_build_object('scope', 'marketing', 'reason', reason)
  FROM json_to_recordset($1::json) AS x (key text, "senderId" text, "recipientPhone" text, "recipientUserId" text, wish text,
    reason text, at timestamptz, "receivedAt" timestamptz)
  WHERE COALESCE("recipientPhone", "recipientUserId") IS NOT NULL ORDER BY key ON CONFLICT DO NOTHING RETURNING key`;

/** Also of what was known: a list that was lost comes back. */
const NOTE = `
  WITH words AS (
    SELECT type = 'opted_out' AS stops, recipient_phone AS phone, recipient_user_id AS user_id, data->>'reason' AS reason,
      occurred_at AS said
    FROM recipient_events WHERE key = ANY($1::text[])
  )
  INSERT INTO suppressions AS s (id, recipient_phone, recipient_user_id, origin, scope, reason, stopped_at, lifted_at)
  SELECT gen_random_uuid(), max(phone), max(user_id), 'RECIPIENT', 'marketing',
    COALESCE((array_agg(reason ORDER BY said DESC, reason DESC) FILTER (WHERE stops))[1], max(reason)),
    max(said) FILTER (WHERE stops), max(said) FILTER (WHERE NOT stops)
  FROM words GROUP BY COALESCE(phone, user_id) ORDER BY COALESCE(phone, user_id)
  ON CONFLICT ((COALESCE(recipient_phone, recipient_user_id)), origin) DO UPDATE SET
    recipient_user_id = COALESCE(excluded.recipient_user_id, s.recipient_user_id),
    reason = CASE WHEN s.stopped_at IS NULL OR (excluded.stopped_at, excluded.reason) > (s.stopped_at, s.reason)
      THEN excluded.reason ELSE s.reason END,
    stopped_at = GREATEST(s.stopped_at, excluded.stopped_at),
    lifted_at = GREATEST(s.lifted_at, excluded.lifted_at)
  WHERE excluded.stopped_at > COALESCE(s.stopped_at, '-infinity') OR excluded.lifted_at > COALESCE(s.lifted_at, '-infinity')
    OR (excluded.recipient_user_id IS NOT NULL AND s.recipient_user_id IS NULL)`;
