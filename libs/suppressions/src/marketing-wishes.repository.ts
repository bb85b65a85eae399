import type { EntityManager } from 'typeorm';
import type { MarketingWish } from './marketing-wish.js';

/**
 * Recipients' own words on marketing, in the transaction of the webhook that brought them. Each is kept as the last time of a
 * stop and the last of a resume: order and repetition cannot matter, and what somebody lifted here does not come back with
 * a webhook that is applied again. What an operator has entered is another row, and stays. Each stands once in `recipient_events`.
 */
export class MarketingWishesRepository {
  /** Which of them were news, in the order given. */
  async note(manager: EntityManager, wishes: readonly MarketingWish[]): Promise<readonly boolean[]> {
    if (wishes.every((wish) => recipientOf(wish) === null)) return wishes.map(() => false);
    const rows = JSON.stringify(wishes);
    await manager.query(NOTE, [rows]);
    const told: { key: string }[] = await manager.query(TELL, [rows]);
    const news = new Set(told.map(({ key }) => key));
    return wishes.map(({ key }) => news.delete(key));
  }
}

function recipientOf({ recipientPhone, recipientUserId }: MarketingWish): string | null {
  return recipientPhone ?? recipientUserId;
}

const WORDS = `(
  SELECT *, LEAST(at, COALESCE("receivedAt", date_trunc('milliseconds', now()))) AS said
  FROM json_to_recordset($1::json) AS x (key text, "senderId" text, "recipientPhone" text, "recipientUserId" text, wish text,
    reason text, at timestamptz, "receivedAt" timestamptz)
  WHERE COALESCE("recipientPhone", "recipientUserId") IS NOT NULL)`;

const TELL = `
  INSERT INTO recipient_events (key, type, recipient_phone, recipient_user_id, sender_id, occurred_at, data)
  SELECT DISTINCT ON (key) key, CASE wish WHEN 'stop' THEN 'opted_out' ELSE 'opted_in' END, "recipientPhone", "recipientUserId",
    "senderId", said, jsonb_build_object('scope', 'marketing', 'reason', reason)
  FROM ${WORDS} w ORDER BY key ON CONFLICT DO NOTHING RETURNING key`;

/** Nobody has said anything tomorrow: a time in the future would outrank every word to come. */
const NOTE = `
  INSERT INTO suppressions AS s (id, recipient_phone, recipient_user_id, origin, scope, reason, stopped_at, lifted_at)
  SELECT gen_random_uuid(), max("recipientPhone"), max("recipientUserId"), 'RECIPIENT', 'marketing',
    COALESCE((array_agg(reason ORDER BY said DESC, reason DESC) FILTER (WHERE wish = 'stop'))[1], max(reason)),
    max(said) FILTER (WHERE wish = 'stop'), max(said) FILTER (WHERE wish = 'resume')
  FROM ${WORDS} w
  GROUP BY COALESCE("recipientPhone", "recipientUserId") ORDER BY COALESCE("recipientPhone", "recipientUserId")
  ON CONFLICT ((COALESCE(recipient_phone, recipient_user_id)), origin) DO UPDATE SET
    recipient_user_id = COALESCE(excluded.recipient_user_id, s.recipient_user_id),
    reason = CASE WHEN s.stopped_at IS NULL OR (excluded.stopped_at, excluded.reason) > (s.stopped_at, s.reason)
      THEN excluded.reason ELSE s.reason END,
    stopped_at = GREATEST(s.stopped_at, excluded.stopped_at),
    lifted_at = GREATEST(s.lifted_at, excluded.lifted_at)
  WHERE excluded.stopped_at > COALESCE(s.stopped_at, '-infinity') OR excluded.lifted_at > COALESCE(s.lifted_at, '-infinity')
    OR (excluded.recipient_user_id IS NOT NULL AND s.recipient_user_id IS NULL)`;
