import type { EntityManager } from 'typeorm';
import type { MarketingWish } from './marketing-wish.js';

/**
 * Recipients' own words on marketing, in the transaction of the webhook that brought them. Each is kept as the last time of a
 * stop and the last of a resume: order and repetition cannot matter, and what somebody lifted here does not come back with
 * a webhook that is applied again. What an operator has entered is another row, and stays.
 */
export class MarketingWishesRepository {
  /** Which of them were news, in the order given. */
  async note(manager: EntityManager, wishes: readonly MarketingWish[]): Promise<readonly boolean[]> {
    if (wishes.every((wish) => recipientOf(wish) === null)) return wishes.map(() => false);
    const rows: { recipient: string }[] = await manager.query(NOTE, [JSON.stringify(wishes)]);
    const changed = new Set<string | null>(rows.map(({ recipient }) => recipient));
    return wishes.map((wish) => changed.has(recipientOf(wish)));
  }
}

function recipientOf({ recipientPhone, recipientUserId }: MarketingWish): string | null {
  return recipientPhone ?? recipientUserId;
}

/** Nobody has said anything tomorrow: a time in the future would outrank every word to come. */
const NOTE = `
  INSERT INTO suppressions AS s (id, recipient_phone, recipient_user_id, origin, scope, reason, stopped_at, lifted_at)
  SELECT gen_random_uuid(), max("recipientPhone"), max("recipientUserId"), 'RECIPIENT', 'marketing',
    COALESCE((array_agg(reason ORDER BY said DESC, reason DESC) FILTER (WHERE wish = 'stop'))[1], max(reason)),
    max(said) FILTER (WHERE wish = 'stop'), max(said) FILTER (WHERE wish = 'resume')
  FROM (SELECT *, LEAST(at, COALESCE("receivedAt", date_trunc('milliseconds', now()))) AS said FROM json_to_recordset($1::json) AS x (
    "recipientPhone" text, "recipientUserId" text, wish text, reason text, at timestamptz, "receivedAt" timestamptz)) w
  WHERE COALESCE("recipientPhone", "recipientUserId") IS NOT NULL
  GROUP BY COALESCE("recipientPhone", "recipientUserId") ORDER BY COALESCE("recipientPhone", "recipientUserId")
  ON CONFLICT ((COALESCE(recipient_phone, recipient_user_id)), origin) DO UPDATE SET
    recipient_user_id = COALESCE(excluded.recipient_user_id, s.recipient_user_id),
    reason = CASE WHEN s.stopped_at IS NULL OR (excluded.stopped_at, excluded.reason) > (s.stopped_at, s.reason)
      THEN excluded.reason ELSE s.reason END,
    stopped_at = GREATEST(s.stopped_at, excluded.stopped_at),
    lifted_at = GREATEST(s.lifted_at, excluded.lifted_at)
  WHERE excluded.stopped_at > COALESCE(s.stopped_at, '-infinity') OR excluded.lifted_at > COALESCE(s.lifted_at, '-infinity')
    OR (excluded.recipient_user_id IS NOT NULL AND s.recipient_user_id IS NULL)
  RETURNING COALESCE(recipient_phone, recipient_user_id) AS recipient`;
