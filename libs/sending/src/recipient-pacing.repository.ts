import type { DataSource } from 'typeorm';
import { BURST, COMES_LATE, PLACE_IN_LINE, RECIPIENT, REMEMBERED, SLOT, STANDS_IN_LINE } from './recipient-pacing.js';

/** The pace towards one recipient, beside what each claim does about it (recipient-pacing.ts). */
export class RecipientPacingRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Meta found us too fast for the recipient of this message (131056): nothing more goes there for 1 s, the next time 4, 16, 64,
   * at most 300, and after that one message at a time. Milliseconds until it is this message's turn, in the recipient's line.
   */
  async tighten(messageId: string): Promise<number> {
    const [row]: { delayMs: number }[] = await this.dataSource.query(TIGHTEN, [messageId]);
    if (row === undefined) throw new Error(`no message ${messageId}`);
    return row.delayMs;
  }

  /**
   * Who was cancelled, has expired or was overtaken leaves his turn to others: those that wait are due when it is theirs by now.
   * Until then they would ask in vain, or a place would stay empty, and `pendingUntil` would be wrong.
   */
  async closeGaps(): Promise<void> {
    const moved: { id: string; turnAt: Date }[] = await this.dataSource.query(FIND_GAPS);
    if (moved.length === 0) return;
    await this.dataSource.query(CLOSE_GAPS, [
      moved.map(({ id }) => id),
      moved.map(({ turnAt }) => turnAt.toISOString()),
    ]);
  }

  /** What says nothing about the present any more. */
  async forgetOld(): Promise<void> {
    await this.dataSource.query(FORGET_OLD);
  }
}

/** What was under way together is refused together, and is one refusal. */
const REFUSALS = `CASE WHEN p.refused_at > now() - interval '1 second' THEN p.refusals
  WHEN p.refused_at > now() - ${REMEMBERED} THEN LEAST(p.refusals + 1, 9) ELSE 0 END`;

// The send queue before the recipient's pace, as the claim locks them. The message is SENDING until its answer is settled; others
// that were refused with it stand behind each other.
const TIGHTEN = `
  WITH standing AS (
    UPDATE send_queue q SET recipient = ${RECIPIENT} FROM whatsapp_messages m
    WHERE q.message_id = $1 AND m.id = q.message_id RETURNING q.message_id
  ), tightened AS (
    INSERT INTO recipient_pacing AS p (sender_id, recipient, since, sent, free_at, asked, granted, refused_at)
    SELECT m.sender_id, ${RECIPIENT}, now(), ${BURST}, now() + interval '1 second', 0, 0, now()
    FROM whatsapp_messages m LEFT JOIN standing s ON s.message_id = m.id WHERE m.id = $1
    ON CONFLICT (sender_id, recipient) DO UPDATE SET sent = ${BURST}, refusals = ${REFUSALS}, refused_at = now(),
      free_at = GREATEST(p.free_at, now() + LEAST(4 ^ (${REFUSALS}), 300) * interval '1 second')
    RETURNING p.sender_id, p.recipient, p.free_at
  )
  SELECT extract(epoch FROM t.free_at - now() + (
    SELECT count(*) FROM send_queue q
    WHERE q.sender_id = t.sender_id AND q.recipient = t.recipient AND q.message_id <> $1 AND (q.state = 1 OR ${STANDS_IN_LINE})
  ) * ${SLOT})::float8 * 1000 AS "delayMs" FROM tightened t`;

// A line has only who had to wait for a burst to be paid back. Whose turn it is has been told to the queue, and is left alone.
const FIND_GAPS = `
  SELECT message_id AS id, turn_at AS "turnAt" FROM (
    SELECT s.message_id, s.due_at, GREATEST(now(), GREATEST(p.free_at, now() - ${COMES_LATE}) + (s.place - 1) * ${SLOT}) AS turn_at
    FROM recipient_pacing p CROSS JOIN LATERAL (
      SELECT q.message_id, q.due_at, ${PLACE_IN_LINE} AS place FROM send_queue q
      WHERE q.sender_id = p.sender_id AND q.recipient = p.recipient AND ${STANDS_IN_LINE} OFFSET 0
    ) s WHERE p.sent = ${BURST}
  ) t
  WHERE due_at > now() AND turn_at NOT BETWEEN due_at - ${SLOT} / 2 AND due_at + ${SLOT} / 2`;

// What a claim or a cancellation holds is skipped: it is about to change the line, or to leave it.
const CLOSE_GAPS = `
  WITH moved AS MATERIALIZED (
    SELECT q.message_id, t.turn_at FROM unnest($1::uuid[], $2::timestamptz[]) AS t (message_id, turn_at)
    JOIN send_queue q ON q.message_id = t.message_id
    WHERE q.recipient IS NOT NULL AND q.state = 0 AND q.due_at > now()
    ORDER BY q.message_id FOR UPDATE OF q SKIP LOCKED
  )
  UPDATE send_queue q SET due_at = m.turn_at FROM moved m WHERE q.message_id = m.message_id`;

// A line may still be waiting for a place that is free. Rows that a claim is about to use are left to it: waiting for them in another order than its own would be a deadlock.
const FORGET_OLD = `
  WITH old AS (
    SELECT sender_id, recipient FROM recipient_pacing
    WHERE free_at < now() - CASE sent WHEN ${BURST} THEN interval '1 minute' ELSE interval '0' END AND (refused_at IS NULL OR refused_at < now() - ${REMEMBERED})
    ORDER BY sender_id, recipient FOR UPDATE SKIP LOCKED
  )
  DELETE FROM recipient_pacing p USING old WHERE p.sender_id = old.sender_id AND p.recipient = old.recipient`;
