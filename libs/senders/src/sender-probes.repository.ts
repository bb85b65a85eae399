import type { DataSource } from 'typeorm';
import { ATTEMPT_WENT_WELL } from '#messages';
import { ACCOUNT_GOES_ON } from './account-goes-on.js';

/** A pause that the machine began, and so may end. */
export interface MachinePause {
  readonly senderId: string;
  readonly pauseReason: string;
  readonly pausedBy: 'ERROR' | 'WEBHOOK';
  /** When it began, as PostgreSQL's text: a Date has no microseconds. */
  readonly pausedAt: string;
  /** False: nobody has looked at this pause yet. */
  readonly noticed: boolean;
  /** The next look is due. */
  readonly due: boolean;
  /** Fingerprints of the last tokens that were asked about since the sender sent as usual; they outlast a resumption that did not hold. */
  readonly tokens: readonly string[];
}

/** Milliseconds: until the first look at a pause, between two looks (doubled after each), and at the most. */
export interface ProbeWaits {
  readonly firstMs: number;
  readonly againMs: number;
  readonly longestMs: number;
}

/** How pauses end by themselves; docs/sender-health.md. Times are PostgreSQL's. */
export class SenderProbesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Pauses by an error or by what Meta told; a person's end by a person. */
  pauses(senderIds: readonly string[]): Promise<readonly MachinePause[]> {
    return this.dataSource.query(PAUSES, [senderIds]);
  }

  /**
   * Plans the first look at a pause. One that follows soon upon a resumption of ours (no message has shown since that it held)
   * is looked at later than the one before. True for one caller.
   */
  async notice({ senderId, pausedAt }: MachinePause, waits: ProbeWaits): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(NOTICE, [
      senderId,
      pausedAt,
      waits.firstMs,
      waits.againMs,
      waits.longestMs,
    ]);
    return rows.length > 0;
  }

  /**
   * True where the caller is to look now: the look is due, or this token was not asked about yet; then nobody else is before
   * the next one is due. A null token is asked about on schedule only.
   */
  async take({ senderId, pausedAt }: MachinePause, token: string | null, waits: ProbeWaits): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(TAKE, [
      senderId,
      pausedAt,
      token,
      waits.againMs,
      waits.longestMs,
    ]);
    return rows.length > 0;
  }

  /**
   * Ends that very pause, unless a person has made it theirs, or the account is known to be stopped. One message goes first;
   * `onTrial`: and the others only when Meta's webhook has said that it was sent.
   */
  async resume({ senderId, pausedAt }: MachinePause, onTrial: boolean): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(RESUME, [senderId, pausedAt, onTrial]);
    return rows.length > 0;
  }

  /**
   * The cause of that very pause is gone, or to be tried, and its account is stopped all the same: from now on it is paused for that.
   * Another pause stays as it is.
   */
  async leaveToAccount({ senderId, pausedAt }: MachinePause): Promise<void> {
    await this.dataSource.query(LEAVE_TO_ACCOUNT, [senderId, pausedAt]);
  }

  /**
   * How often in a row Meta has said by now that the number of a stopped account may send; 0 where it says otherwise, or the pause is
   * another one.
   */
  async countAvailable({ senderId, pausedAt }: MachinePause, available: boolean): Promise<number> {
    const [row]: { times: number }[] = await this.dataSource.query(COUNT_AVAILABLE, [senderId, pausedAt, available]);
    return row?.times ?? 0;
  }

  /**
   * Ends that very pause of a stopped account, on trial, though Meta's word that takes it back never came. The account counts as
   * going on, for its other numbers, too.
   */
  async resumeAccount(pause: MachinePause): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      // Its row is locked before what is known of its account, as where Meta tells of that.
      const paused: unknown[] = await manager.query(LOCK_PAUSED_BY_ACCOUNT, [pause.senderId, pause.pausedAt]);
      if (paused.length === 0) return false;
      await manager.query(FORGET_STOPS, [pause.senderId]);
      const rows: unknown[] = await manager.query(RESUME, [pause.senderId, pause.pausedAt, true]);
      return rows.length > 0;
    });
  }

  /** The one message of a trial was accepted, which proves little: its sender waits for Meta's webhook. False where there is no trial. */
  async listen(senderId: string, milliseconds: number): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(LISTEN, [senderId, milliseconds]);
    return rows.length > 0;
  }

  /**
   * Ends the trials of which Meta's webhook said that the message was sent, or nothing at all for that long. Where it failed for
   * a reason of its own, which proves nothing, another message is tried.
   */
  async endTrials(milliseconds: number): Promise<readonly string[]> {
    await this.dataSource.query(TRY_ANOTHER, [milliseconds]);
    const rows: { id: string }[] = await this.dataSource.query(END_TRIALS, [milliseconds]);
    return rows.map(({ id }) => id);
  }

  /** A sender that sends again as usual has proved its last resumption right; a person's pause has nothing to do with ours. */
  async forgetEnded(): Promise<void> {
    await this.dataSource.query(FORGET_ENDED);
  }
}

const PAUSES = `
  SELECT s.phone_number_id AS "senderId", s.pause_reason AS "pauseReason", s.paused_by AS "pausedBy", s.paused_at::text AS "pausedAt",
    p.paused_at IS NOT DISTINCT FROM s.paused_at AS noticed, COALESCE(p.due_at <= now(), false) AS due,
    COALESCE(p.tokens, '{}') AS tokens
  FROM senders s LEFT JOIN sender_probes p ON p.sender_id = s.phone_number_id
  WHERE s.phone_number_id = ANY($1::text[]) AND s.state = 'PAUSED' AND s.paused_by IN ('ERROR', 'WEBHOOK')
    AND s.pause_reason IS NOT NULL AND s.paused_at IS NOT NULL
  ORDER BY s.phone_number_id`;

/** Milliseconds as an interval that doubles: parameter `$again`, so often, at most `$longest`. */
function doubled(again: string, times: string, longest: string): string {
  return `make_interval(secs => LEAST(${again}::float8 * 2 ^ LEAST(${times}, 20), ${longest}::float8) / 1000)`;
}

// Another sender's pause that begins in the same microsecond is another row.
const NOTICE = `
  WITH noticed AS (
    INSERT INTO sender_probes AS p (sender_id, paused_at, due_at)
    VALUES ($1, $2::timestamptz, now() + make_interval(secs => $3::float8 / 1000))
    ON CONFLICT (sender_id) DO UPDATE SET paused_at = excluded.paused_at, probes = 0, available = 0, on_trial = false, accepted_at = NULL,
      due_at = CASE WHEN p.resumptions = 0 THEN excluded.due_at ELSE now() + ${doubled('$4', 'p.resumptions', '$5')} END
    WHERE p.paused_at <> excluded.paused_at
    RETURNING 1)
  SELECT * FROM noticed`;

const TAKE = `
  WITH taken AS (
    UPDATE sender_probes p SET probes = p.probes + 1, due_at = now() + ${doubled('$4', 'p.probes + p.resumptions', '$5')},
      tokens = CASE WHEN $3::text IS NULL OR $3 = ANY (p.tokens) THEN p.tokens ELSE (ARRAY[$3] || p.tokens)[1:20] END
    WHERE p.sender_id = $1 AND p.paused_at = $2::timestamptz AND (p.due_at <= now() OR ($3::text IS NOT NULL AND NOT $3 = ANY (p.tokens)))
    RETURNING 1)
  SELECT * FROM taken`;

/** What is known to stop the account of sender `s`. */
const STOPS = `sender_account_facts f WHERE f.sender_id = s.phone_number_id AND f.waba_id = s.waba_id AND f.stops
        AND (f.ends_at IS NULL OR f.ends_at > now())`;

const LEAVE_TO_ACCOUNT = `
  UPDATE senders s SET paused_by = 'WEBHOOK', pause_reason = (SELECT min(f.fact) FROM ${STOPS}) || ': by webhook', updated_at = now()
  WHERE s.phone_number_id = $1 AND s.state = 'PAUSED' AND s.paused_by <> 'PERSON' AND s.paused_at = $2::timestamptz
    AND EXISTS (SELECT FROM ${STOPS})`;

const COUNT_AVAILABLE = `
  WITH counted AS (
    UPDATE sender_probes p SET available = CASE WHEN $3 THEN p.available + 1 ELSE 0 END
    WHERE p.sender_id = $1 AND p.paused_at = $2::timestamptz RETURNING p.available AS times)
  SELECT * FROM counted`;

const LOCK_PAUSED_BY_ACCOUNT = `
  SELECT FROM senders WHERE phone_number_id = $1 AND state = 'PAUSED' AND paused_by <> 'PERSON' AND paused_at = $2::timestamptz
    AND pause_reason ~ '^ACCOUNT_' FOR UPDATE`;

const FORGET_STOPS = `UPDATE sender_account_facts SET ${ACCOUNT_GOES_ON} WHERE sender_id = $1 AND stops`;

// The sender's row is locked before that of its probes, here as below. What a trial in vain was still waiting for is over.
const RESUME = `
  WITH resumed AS (
    UPDATE senders s SET state = 'ACTIVE', paused_by = NULL, pause_reason = NULL, paused_at = NULL, resumed_at = now(), half_open = true,
      wait_until = NULL, updated_at = now()
    WHERE s.phone_number_id = $1 AND s.state = 'PAUSED' AND s.paused_by <> 'PERSON' AND s.paused_at = $2::timestamptz
      AND NOT EXISTS (SELECT FROM ${STOPS})
    RETURNING s.phone_number_id AS id
  ), noted AS (
    UPDATE sender_probes p SET resumptions = p.resumptions + 1, resumed_at = now(), on_trial = $3, accepted_at = NULL
    FROM resumed WHERE p.sender_id = resumed.id
  )
  SELECT id FROM resumed`;

const LISTEN = `
  WITH waiting AS (
    UPDATE senders s SET wait_until = GREATEST(s.wait_until, now() + make_interval(secs => $2::float8 / 1000)), updated_at = now()
    WHERE s.phone_number_id = $1 AND s.half_open AND s.state = 'ACTIVE'
      AND EXISTS (SELECT FROM sender_probes p WHERE p.sender_id = $1 AND p.on_trial)
    RETURNING s.phone_number_id AS id
  ), noted AS (
    UPDATE sender_probes p SET accepted_at = now() FROM waiting WHERE p.sender_id = waiting.id
  )
  SELECT id FROM waiting`;

/** The wait ends now (claims.repository.ts says why it is not forgotten); one that Meta asked for meanwhile goes on. */
function afterListening(listened: string): string {
  return `CASE WHEN s.wait_until > now() AND s.wait_until IS DISTINCT FROM ${listened}.listens_until THEN s.wait_until ELSE now() END`;
}

const TRIED = `send_attempts a WHERE a.sender_id = p.sender_id AND a.started_at > p.resumed_at`;

const HEARD_WELL = `EXISTS (SELECT FROM ${TRIED} AND a.confirmed_at IS NOT NULL AND ${ATTEMPT_WENT_WELL})`;

// Meta has spoken of all that was tried and nothing went well: it goes on listening for another message. Both rows are locked.
const TRY_ANOTHER = `
  WITH failed AS MATERIALIZED (
    SELECT s.phone_number_id AS id, p.accepted_at + make_interval(secs => $1::float8 / 1000) AS listens_until
    FROM senders s JOIN sender_probes p ON p.sender_id = s.phone_number_id
    WHERE p.on_trial AND p.accepted_at IS NOT NULL AND s.state = 'ACTIVE' AND EXISTS (SELECT FROM ${TRIED})
      AND NOT EXISTS (SELECT FROM ${TRIED} AND (a.confirmed_at IS NULL OR ${ATTEMPT_WENT_WELL}))
    ORDER BY s.phone_number_id FOR UPDATE OF s, p
  ), waiting AS (
    UPDATE senders s SET wait_until = ${afterListening('failed')}, updated_at = now() FROM failed WHERE s.phone_number_id = failed.id
  )
  UPDATE sender_probes p SET accepted_at = NULL FROM failed WHERE p.sender_id = failed.id`;

// Both rows are locked: an answer that is heard at this moment sets both.
const END_TRIALS = `
  WITH heard AS MATERIALIZED (
    SELECT s.phone_number_id AS id, p.accepted_at + make_interval(secs => $1::float8 / 1000) AS listens_until FROM senders s JOIN sender_probes p ON p.sender_id = s.phone_number_id
    WHERE p.on_trial AND s.state = 'ACTIVE' AND (p.accepted_at < now() - make_interval(secs => $1::float8 / 1000) OR ${HEARD_WELL})
    ORDER BY s.phone_number_id FOR UPDATE OF s, p
  ), closed AS (
    UPDATE senders s SET half_open = false, wait_until = ${afterListening('heard')}, updated_at = now() FROM heard WHERE s.phone_number_id = heard.id
  ), ended AS (
    UPDATE sender_probes p SET on_trial = false FROM heard WHERE p.sender_id = heard.id
  )
  SELECT id FROM heard`;

const FORGET_ENDED = `
  DELETE FROM sender_probes p USING senders s
  WHERE s.phone_number_id = p.sender_id AND ((s.state = 'ACTIVE' AND NOT s.half_open) OR s.paused_by = 'PERSON')`;
