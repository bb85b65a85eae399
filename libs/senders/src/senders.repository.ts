import type { DataSource } from 'typeorm';
import { ACCOUNT_GOES_ON } from './account-goes-on.js';
import type { Sender } from './sender.js';

export interface SenderState {
  readonly phoneNumberId: string;
  readonly state: 'ACTIVE' | 'PAUSED';
  readonly pauseReason: string | null;
  readonly pausedBy: 'ERROR' | 'WEBHOOK' | 'PERSON' | null;
  readonly pausedAt: Date | null;
  /** Until when nothing is sent, because Meta asked for it or does not answer; null where nothing waits. */
  readonly waitUntil: Date | null;
  /** As Meta shows it; null until it was read from Meta. */
  readonly displayPhoneNumber: string | null;
}

/** A sender with what Meta told of its number. */
export interface SenderProfile extends SenderState {
  readonly wabaId: string;
  /** One message at a time, until Meta accepts one. */
  readonly halfOpen: boolean;
  readonly verifiedName: string | null;
  readonly qualityRating: string | null;
  readonly messagingLimit: string | null;
  readonly throughputLevel: string | null;
}

/** What Meta shows of a number when it is asked; null where it shows nothing. */
export type NumberReading = Pick<
  SenderProfile,
  'verifiedName' | 'qualityRating' | 'messagingLimit' | 'throughputLevel'
>;

/** UNKNOWN and NA say nothing. */
const QUALITIES: readonly (string | null)[] = ['GREEN', 'YELLOW', 'RED'];

/** What PostgreSQL knows of each sender. A pause lives here and not in BullMQ, where a flush of Redis would lift it. */
export class SendersRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Makes the configured senders known; what is known of their state stays. */
  async register(senders: readonly Sender[]): Promise<void> {
    for (const sender of senders) {
      await this.dataSource.query(
        `INSERT INTO senders (phone_number_id, waba_id) VALUES ($1, $2)
         ON CONFLICT (phone_number_id) DO UPDATE SET waba_id = excluded.waba_id, updated_at = now()
         WHERE senders.waba_id <> excluded.waba_id`,
        [sender.phoneNumberId, sender.wabaId],
      );
      await this.dataSource.query(
        `INSERT INTO sender_pace (sender_id, configured_mps) VALUES ($1, $2)
         ON CONFLICT (sender_id) DO UPDATE SET configured_mps = excluded.configured_mps
         WHERE sender_pace.configured_mps IS DISTINCT FROM excluded.configured_mps`,
        [sender.phoneNumberId, sender.mps],
      );
    }
  }

  async states(): Promise<ReadonlyMap<string, SenderState>> {
    const rows: SenderState[] = await this.dataSource.query(
      `SELECT phone_number_id AS "phoneNumberId", state, pause_reason AS "pauseReason", paused_by AS "pausedBy",
         paused_at AS "pausedAt", CASE WHEN wait_until > now() THEN wait_until END AS "waitUntil", display_phone_number AS "displayPhoneNumber" FROM senders`,
    );
    return new Map(rows.map((row) => [row.phoneNumberId, row]));
  }

  /** By phone number id, those that are no longer configured included. */
  async profiles(): Promise<ReadonlyMap<string, SenderProfile>> {
    const rows: SenderProfile[] = await this.dataSource.query(
      `SELECT phone_number_id AS "phoneNumberId", waba_id AS "wabaId", state, pause_reason AS "pauseReason", paused_by AS "pausedBy",
         paused_at AS "pausedAt", CASE WHEN wait_until > now() THEN wait_until END AS "waitUntil", half_open AS "halfOpen",
         display_phone_number AS "displayPhoneNumber", verified_name AS "verifiedName", quality_rating AS "qualityRating",
         messaging_limit AS "messagingLimit", throughput_level AS "throughputLevel"
       FROM senders ORDER BY phone_number_id`,
    );
    return new Map(rows.map((row) => [row.phoneNumberId, row]));
  }

  /** True for one caller an hour, or after a minute where the one before noted nothing. */
  async takeReading(phoneNumberId: string): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      `WITH taken AS (
         UPDATE senders SET number_due_at = now() + interval '1 minute'
         WHERE phone_number_id = $1 AND (number_due_at IS NULL OR number_due_at <= now()) RETURNING 1)
       SELECT * FROM taken`,
      [phoneNumberId],
    );
    return rows.length > 0;
  }

  /**
   * What Meta showed of the number when it was asked, that many milliseconds ago. What a webhook has told since then, by Meta's clock,
   * which may differ from ours by a minute, is newer.
   */
  async noteReading(phoneNumberId: string, reading: NumberReading, agoMs: number): Promise<void> {
    const { verifiedName, qualityRating, messagingLimit, throughputLevel } = reading;
    const quality = QUALITIES.includes(qualityRating) ? qualityRating : null;
    await this.dataSource.query(NOTE_READING, [
      phoneNumberId,
      agoMs,
      verifiedName,
      quality,
      messagingLimit,
      throughputLevel,
    ]);
  }

  /** True when this call paused it; a pause by a person is not replaced by one of the machine. `told`: false where a worker is to log it. */
  async pause(
    phoneNumberId: string,
    by: 'ERROR' | 'WEBHOOK' | 'PERSON',
    reason: string,
    told = true,
  ): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      `WITH paused AS (
         UPDATE senders SET state = 'PAUSED', paused_by = $2, pause_reason = $3, paused_at = now(), told = $4, updated_at = now()
         WHERE phone_number_id = $1 AND (state = 'ACTIVE' OR ($2 = 'PERSON' AND paused_by <> 'PERSON')) RETURNING 1)
       SELECT * FROM paused`,
      [phoneNumberId, by, reason, told],
    );
    return rows.length > 0;
  }

  /**
   * Pauses it for Meta's answer to an attempt. True when this call paused it: an attempt that began before the sender was
   * resumed last says nothing about the time since.
   */
  async pauseByAnswer(
    phoneNumberId: string,
    reason: string,
    attempt: { readonly messageId: string; readonly attempt: number },
  ): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      `WITH paused AS (
         UPDATE senders s SET state = 'PAUSED', paused_by = 'ERROR', pause_reason = $2, paused_at = now(), updated_at = now()
         WHERE s.phone_number_id = $1 AND s.state = 'ACTIVE' AND NOT EXISTS (
           SELECT FROM send_attempts a WHERE a.message_id = $3 AND a.attempt = $4 AND a.started_at <= s.resumed_at)
         RETURNING 1)
       SELECT * FROM paused`,
      [phoneNumberId, reason, attempt.messageId, attempt.attempt],
    );
    return rows.length > 0;
  }

  /**
   * Pauses it for what Meta told of the number itself, and gave no time. True when this call paused it: what is told within a minute
   * after it was resumed may be of before, and the one message that goes first finds out.
   */
  async pauseByWord(phoneNumberId: string, reason: string): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      `WITH paused AS (
         UPDATE senders SET state = 'PAUSED', paused_by = 'WEBHOOK', pause_reason = $2, paused_at = now(), updated_at = now()
         WHERE phone_number_id = $1 AND state = 'ACTIVE' AND (resumed_at IS NULL OR resumed_at < now() - interval '1 minute')
         RETURNING 1)
       SELECT * FROM paused`,
      [phoneNumberId, reason],
    );
    return rows.length > 0;
  }

  /**
   * True when it was paused or had to wait. `halfOpen`: one message at a time until one is accepted. What the machine was trying is
   * forgotten: nothing listens for Meta's webhook. So is what Meta told of its account until now: it would keep the next pause from
   * ending by itself. `told`: false where a worker is to log it.
   */
  async resume(phoneNumberId: string, halfOpen: boolean, told = true): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      `WITH resumed AS (
         UPDATE senders SET state = 'ACTIVE', paused_by = NULL, pause_reason = NULL, paused_at = NULL, resumed_at = now(), half_open = $2,
           wait_until = NULL, told = $3, updated_at = now()
         WHERE phone_number_id = $1 AND (state = 'PAUSED' OR wait_until > now()) RETURNING phone_number_id
       ), forgotten AS (
         DELETE FROM sender_probes p USING resumed WHERE p.sender_id = resumed.phone_number_id
       ), going_on AS (
         UPDATE sender_account_facts f SET ${ACCOUNT_GOES_ON} FROM resumed WHERE f.sender_id = resumed.phone_number_id AND f.stops)
       SELECT * FROM resumed`,
      [phoneNumberId, halfOpen, told],
    );
    return rows.length > 0;
  }

  /** What a person did by a command, which has no log; each to one caller. */
  toTell(): Promise<readonly Pick<SenderState, 'phoneNumberId' | 'state' | 'pausedBy'>[]> {
    return this.dataSource.query(
      `WITH told AS (
         UPDATE senders SET told = true WHERE NOT told RETURNING phone_number_id AS "phoneNumberId", state, paused_by AS "pausedBy")
       SELECT * FROM told`,
    );
  }

  /** Nothing of this sender before that many milliseconds are over, as Meta asked. */
  async wait(phoneNumberId: string, milliseconds: number): Promise<void> {
    await this.dataSource.query(
      `UPDATE senders SET wait_until = GREATEST(wait_until, now() + make_interval(secs => $2::float8 / 1000)), updated_at = now()
       WHERE phone_number_id = $1`,
      [phoneNumberId, milliseconds],
    );
  }

  /** One message at a time, the next one after that many milliseconds; a longer wait, as Meta may have asked for it, stays. */
  async halfOpen(phoneNumberId: string, probeAfterMs: number): Promise<void> {
    await this.dataSource.query(
      `UPDATE senders s SET half_open = true, updated_at = now(),
         wait_until = GREATEST(s.wait_until, p.at)
       FROM (SELECT now() + make_interval(secs => $2::float8 / 1000) AS at) p WHERE s.phone_number_id = $1`,
      [phoneNumberId, probeAfterMs],
    );
  }

  /** The next message of a half-open sender after that many milliseconds; true when it was half-open. */
  async probeLater(phoneNumberId: string, milliseconds: number): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      `WITH later AS (
         UPDATE senders SET wait_until = GREATEST(wait_until, now() + make_interval(secs => $2::float8 / 1000)), updated_at = now()
         WHERE phone_number_id = $1 AND half_open RETURNING 1)
       SELECT * FROM later`,
      [phoneNumberId, milliseconds],
    );
    return rows.length > 0;
  }

  /** Meta takes messages again; true when the sender was half-open. What it has to wait, because Meta asked for it, it still waits. */
  async close(phoneNumberId: string): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      `WITH closed AS (
         UPDATE senders SET half_open = false, wait_until = GREATEST(wait_until, now()), updated_at = now()
         WHERE phone_number_id = $1 AND half_open RETURNING 1)
       SELECT * FROM closed`,
      [phoneNumberId],
    );
    return rows.length > 0;
  }
}

/** Meta shows it, unless a webhook told otherwise since. */
function shown(column: string, told: string, parameter: string): string {
  return `${column} = CASE WHEN s.${told} > r.at THEN s.${column} ELSE ${parameter}::text END, ${told} = GREATEST(s.${told}, r.at)`;
}

const NOTE_READING = `
  UPDATE senders s SET number_due_at = now() + interval '1 hour', updated_at = now(), ${shown('verified_name', 'name_told_at', '$3')},
    ${shown('quality_rating', 'quality_told_at', '$4')}, ${shown('messaging_limit', 'limit_told_at', '$5')},
    ${shown('throughput_level', 'throughput_told_at', '$6')}
  FROM (SELECT now() - make_interval(secs => $2::float8 / 1000) - interval '1 minute' AS at) r WHERE s.phone_number_id = $1`;
