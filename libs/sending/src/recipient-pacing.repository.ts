import type { DataSource } from 'typeorm';
import { BURST, RECIPIENT, SLOT } from './recipient-pacing.js';

/** The pace towards one recipient, beside what each claim does about it (recipient-pacing.ts). */
export class RecipientPacingRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Meta found us too fast for the recipient of this message (131056): nothing more goes there for 1 s, the next time 4, 16, 64,
   * at most 300, and after that one message at a time. Milliseconds until this message may go: its own slot.
   */
  async tighten(messageId: string): Promise<number> {
    const [row]: { delayMs: number }[] = await this.dataSource.query(TIGHTEN, [messageId]);
    if (row === undefined) throw new Error(`no message ${messageId}`);
    return row.delayMs;
  }

  /** What says nothing about the present any more. */
  async forgetOld(): Promise<void> {
    await this.dataSource.query(FORGET_OLD);
  }
}

const REMEMBERED = `interval '15 minutes'`;

/** What was under way together is refused together, and is one refusal. */
const REFUSALS = `CASE WHEN p.refused_at > now() - interval '1 second' THEN p.refusals
  WHEN p.refused_at > now() - ${REMEMBERED} THEN LEAST(p.refusals + 1, 9) ELSE 0 END`;
const SLOT_AFTER = `GREATEST(p.free_at, now() + LEAST(4 ^ (${REFUSALS}), 300) * interval '1 second')`;

const TIGHTEN = `
  WITH tightened AS (
    INSERT INTO recipient_pacing AS p (sender_id, recipient, since, sent, free_at, asked, granted, slots_from, refused_at)
    SELECT m.sender_id, ${RECIPIENT}, now(), ${BURST}, now() + interval '1 second' + ${SLOT}, 0, 0, now() + interval '1 second', now()
    FROM whatsapp_messages m WHERE m.id = $1
    ON CONFLICT (sender_id, recipient) DO UPDATE SET sent = ${BURST}, slots_from = ${SLOT_AFTER},
      free_at = ${SLOT_AFTER} + ${SLOT}, refusals = ${REFUSALS}, refused_at = now()
    RETURNING p.slots_from
  )
  SELECT extract(epoch FROM slots_from - now())::float8 * 1000 AS "delayMs" FROM tightened`;

// Rows that a claim is about to use are left to it: waiting for them in another order than its own would be a deadlock.
const FORGET_OLD = `
  WITH old AS (
    SELECT sender_id, recipient FROM recipient_pacing
    WHERE free_at < now() AND (refused_at IS NULL OR refused_at < now() - ${REMEMBERED})
    ORDER BY sender_id, recipient FOR UPDATE SKIP LOCKED
  )
  DELETE FROM recipient_pacing p USING old WHERE p.sender_id = old.sender_id AND p.recipient = old.recipient`;
