import type { DataSource } from 'typeorm';
import type { UnconfirmedPolicy } from '#runtime';
import { cancelSuperseded } from './cancel-superseded.js';
import { lockMessages } from './locks.js';
import { type OnRefused, RefusedMessages, refuse } from './refused-messages.js';
import { NOTHING_FORGOTTEN } from './nothing-forgotten.js';
import { SILENT_AFTER_SECONDS } from './sender-hearing.js';

/** Messages that are looked at in one round: of each sender, and at their limit. */
const PAGE = 500;

export interface UnconfirmedSettings {
  /** Milliseconds, each; see docs/reliability.md for what they protect. */
  readonly waitMs: number;
  readonly soloWaitMs: number;
  readonly receiversHealthyForMs: number;
  readonly maxMs: number;
  readonly policy: UnconfirmedPolicy;
  /** WHATSAPP_SEND_TIMEOUT_MS: so long a call may last, and then Meta may still be taking it. */
  readonly sendTimeoutMs: number;
}

export interface UnconfirmedDecision {
  readonly messageId: string;
  readonly decision: 'RESEND' | 'HOLD';
}

/**
 * Decides what becomes of messages whose outcome is unclear. Meta has no idempotency key, so one is sent again only with
 * evidence that Meta did not take it: time enough for its webhook, receivers that were there to hear it, and neighbours
 * whose webhooks did arrive.
 */
export class UnconfirmedRepository {
  private readonly refused = new RefusedMessages();

  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: UnconfirmedSettings,
  ) {}

  /** A message that PostgreSQL refuses is left aside and told. */
  async decide(onRefused: OnRefused = refuse): Promise<readonly UnconfirmedDecision[]> {
    const { waitMs, soloWaitMs, receiversHealthyForMs, maxMs, policy, sendTimeoutMs } = this.settings;
    const decisions: Decided[] = await this.dataSource.query(DECIDE, [
      waitMs,
      soloWaitMs,
      receiversHealthyForMs,
      maxMs,
      policy,
      Math.max(waitMs / 4, 2 * sendTimeoutMs),
      this.refused.ids(),
    ]);
    return this.refused.around(
      decisions,
      ({ messageId }) => messageId,
      (page) => this.apply(page),
      onRefused,
    );
  }

  private apply(decisions: readonly Decided[]): Promise<readonly UnconfirmedDecision[]> {
    return this.dataSource.transaction(async (manager) => {
      await lockMessages(
        manager,
        decisions.map((entry) => entry.messageId),
      );
      const moved: UnconfirmedDecision[] = await manager.query(APPLY, [JSON.stringify(decisions)]);
      const cancelled = await cancelSuperseded(
        manager,
        moved.filter(({ decision }) => decision === 'RESEND').map(({ messageId }) => messageId),
      );
      return moved.filter(({ messageId }) => !cancelled.has(messageId));
    });
  }
}

interface Decided extends UnconfirmedDecision {
  /** The one that was looked at. */
  readonly attempt: number;
}

// Both sides by the index on (sender_id, started_at): a week of attempts is never read through.
const NEIGHBOUR = `a.outcome = 'accepted' AND a.message_id <> u.message_id
  AND a.started_at < now() - make_interval(secs => $1::float8 / 2000) AND a.started_at > now() - interval '7 days'`;

/**
 * Meta repeats what we did not take after pauses that, as we assume, double: what it first tried at the attempt comes, after a time in
 * which it could not reach us, when as long again has passed as from the attempt to the end of that time, and the first pause, for
 * which the wait stands. Of our own gaps all count, also one in which only a repetition fell; of a sender's silences, the one that lasts
 * still among them, and of what was told late, those that began before the wait was over: senders of few messages are silent often.
 */
const GAPS_ARE_MADE_UP_FOR = `
  NOT EXISTS (SELECT FROM receiver_gaps g WHERE g.until_at > u.attempted_at
    AND g.until_at - u.attempted_at + make_interval(secs => $1::float8 / 1000) > now() - g.until_at)
  AND NOT EXISTS (SELECT FROM hearing_gaps g WHERE g.sender_id = u.sender_id AND g.until_at > u.attempted_at
    AND g.from_at < u.attempted_at + make_interval(secs => $1::float8 / 1000)
    AND g.until_at - u.attempted_at + make_interval(secs => $1::float8 / 1000) > now() - g.until_at)`;

/**
 * (a) the wait is over; (b) no receiver fell silent and no gap was noted throughout the last G; (c) a signed status for
 * this sender arrived that Meta dates later than the attempt by a quarter of the wait, so that its word on the attempt should
 * have come before (sender-hearing.ts), and by twice the longest call, because a Meta that is late takes what we have given up, and of the nearest accepted attempts (up to 20, older than half the wait, within
 * 7 days) one at least is confirmed and at most one is not; with fewer than 20 of them the longer wait applies. At most one
 * resend in a life, none before a word that Meta tried in vain to tell us would have come again (GAPS_ARE_MADE_UP_FOR), and none while a word on the message lies among what was set aside of webhooks: it was heard of, and nobody
 * could take in what was said (take-in-webhook.ts). The limit lowers nothing of this: receivers that were away until a moment ago have not heard yet what
 * Meta tells them again.
 *
 * Looked at are those that may be sent again, some of each sender, and those at their limit, all of which are decided. Of
 * the first no order is kept: those without evidence would stand in front of the others until their limit.
 */
const DECIDE = `
  WITH receivers_ok AS (
    SELECT EXISTS (SELECT FROM receivers WHERE stopped_at IS NULL AND beat_at > now() - interval '5 seconds')
      AND NOT EXISTS (SELECT FROM receivers WHERE stopped_at IS NULL AND beat_at <= now() - interval '5 seconds')
      AND NOT EXISTS (SELECT FROM receiver_gaps WHERE until_at > now() - make_interval(secs => $3::float8 / 1000)) AS ok
  ), unclear AS (
    SELECT q.message_id, q.sender_id, q.attempt, q.attempted_at, q.resends
    FROM sender_hearing h CROSS JOIN LATERAL (
      SELECT message_id, sender_id, attempt, attempted_at, resends FROM send_queue
      WHERE state = 2 AND resends = 0 AND sender_id = h.sender_id AND expires_at > now() AND message_id <> ALL($7::uuid[])
        AND attempted_at < LEAST(now() - make_interval(secs => $1::float8 / 1000), h.heard_until - make_interval(secs => $6::float8 / 1000))
      ORDER BY random() LIMIT ${PAGE}) q
    WHERE $5::text <> 'hold' AND (SELECT ok FROM receivers_ok)
    UNION
    (SELECT message_id, sender_id, attempt, attempted_at, resends FROM send_queue
     WHERE state = 2 AND expires_at > now() AND attempted_at < now() - make_interval(secs => $4::float8 / 1000)
       AND message_id <> ALL($7::uuid[])
     ORDER BY attempted_at LIMIT ${PAGE})
  ), judged AS (
    SELECT u.message_id, u.attempt, u.resends,
      u.attempted_at < now() - make_interval(secs => $4::float8 / 1000) AS at_limit,
      r.ok AND u.attempted_at < now() - make_interval(secs => $1::float8 / 1000)
        AND n.total > n.unconfirmed AND n.unconfirmed <= 1
        AND (n.total >= 20 OR u.attempted_at < now() - make_interval(secs => $2::float8 / 1000))
        AND EXISTS (SELECT FROM sender_hearing h WHERE h.sender_id = u.sender_id
          AND h.heard_until > u.attempted_at + make_interval(secs => $6::float8 / 1000)
          AND h.heard_at > LEAST(now() - interval '${SILENT_AFTER_SECONDS} seconds', u.attempted_at + make_interval(secs => $1::float8 / 1000)))
        AND ${GAPS_ARE_MADE_UP_FOR} AS evidence,
      EXISTS (SELECT FROM webhook_quarantine w WHERE w.message_id = u.message_id AND w.sender_id = u.sender_id) AS set_aside
    FROM unclear u CROSS JOIN receivers_ok r CROSS JOIN LATERAL (
      SELECT count(*) AS total, count(*) FILTER (WHERE confirmed_at IS NULL) AS unconfirmed FROM (
        SELECT confirmed_at FROM (
          (SELECT started_at, confirmed_at FROM send_attempts a
           WHERE a.sender_id = u.sender_id AND a.started_at <= u.attempted_at AND ${NEIGHBOUR} ORDER BY started_at DESC LIMIT 20)
          UNION ALL
          (SELECT started_at, confirmed_at FROM send_attempts a
           WHERE a.sender_id = u.sender_id AND a.started_at > u.attempted_at AND ${NEIGHBOUR} ORDER BY started_at LIMIT 20)
        ) around ORDER BY abs(extract(epoch FROM started_at - u.attempted_at)) LIMIT 20) nearest
    ) n
  ), decided AS (
    SELECT message_id, attempt, CASE
        WHEN resends = 0 AND NOT set_aside AND evidence AND $5::text <> 'hold' THEN 'RESEND'
        WHEN NOT at_limit THEN NULL
        WHEN resends = 0 AND NOT set_aside AND $5::text = 'resend' THEN 'RESEND'
        ELSE 'HOLD' END AS decision
    FROM judged
  )
  SELECT message_id AS "messageId", attempt, decision FROM decided WHERE decision IS NOT NULL`;

/**
 * Decided by several workers at once, and perhaps late: it holds for the attempt that was looked at, and is carried out once. In a
 * database that was restored nothing is decided: what Meta said of the attempt may have been lost with the one before.
 */
const APPLY = `
  WITH input AS (SELECT * FROM json_to_recordset($1::json) AS x ("messageId" uuid, attempt integer, decision text)),
  moved AS (
    UPDATE send_queue q SET state = CASE x.decision WHEN 'RESEND' THEN 0 ELSE 3 END,
      due_at = CASE x.decision WHEN 'RESEND' THEN now() ELSE q.due_at END, enqueued_at = NULL,
      resends = q.resends + (x.decision = 'RESEND')::integer
    FROM input x WHERE q.message_id = x."messageId" AND q.state = 2 AND q.attempt = x.attempt
      AND (x.decision <> 'RESEND' OR q.resends = 0) AND ${NOTHING_FORGOTTEN}
    RETURNING q.message_id, q.attempt, x.decision
  ), noted AS (
    INSERT INTO message_events (message_id, key, type, occurred_at)
    SELECT message_id, lower(decision) || ':' || attempt, CASE decision WHEN 'RESEND' THEN 'queued_again' ELSE 'held' END, now()
    FROM moved ON CONFLICT DO NOTHING
  )
  SELECT message_id AS "messageId", decision FROM moved`;
