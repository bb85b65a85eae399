/**
 * Meta's limit for one of our numbers and one recipient: a message every 6 seconds; up to 45 may go at once, and are borrowed from
 * the time after. Half a second more, because calls do not take equally long; and a burst that is over a second earlier.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/about-the-platform#pair-rate-limits
 *
 * `recipient_pacing` knows what has gone to a recipient and when the next may go, and promises nothing. What is too early stands in
 * the recipient's line (`send_queue.recipient`): by lane, and in it the oldest first. Its `due_at` is when its turn comes as things
 * stand, and then it asks again. So nothing is kept for a message that is cancelled, nor owed to a time that has passed.
 */
export const BURST = 45;
const BURST_LASTS = `interval '5 seconds'`;
const SPACING = `interval '6 seconds'`;
const SLACK = `interval '500 milliseconds'`;
export const SLOT = `interval '6500 milliseconds'`;

/** Sweep and queue take about that long to bring a message whose turn has come; the turn of the next does not move for it. */
const BRINGING = `interval '300 milliseconds'`;

/** How long a refusal of Meta's (131056) counts. */
export const REMEMBERED = `interval '15 minutes'`;

/** Whoever is written to, by a number that tells nobody who it is. `m` is the message. */
export const RECIPIENT = `hashtextextended(COALESCE(m.recipient_phone, m.recipient_user_id, ''), 0)`;

/**
 * Whether a message has to ask; `q` is its place in the send queue. What was tried was counted then, and after 45 times 6.5 seconds
 * that is paid back; of what stands in the line of a recipient that was refused, nothing was counted.
 */
export const HAS_TO_ASK = `(q.recipient IS NOT NULL OR (q.attempted_at > now() - interval '5 minutes') IS NOT TRUE)`;

/**
 * Who stands in a line and will come. Whoever's turn came longer ago than this, which is less than a slot, is stopped by something
 * else (a paused template, a lost job) and keeps nobody waiting. `state < 1` is QUEUED, written so that no other index fits
 * (claims.repository.ts).
 */
export const COMES_LATE = `interval '5 seconds'`;
export const STANDS_IN_LINE = `q.recipient IS NOT NULL AND q.state < 1 AND q.due_at > now() - ${COMES_LATE}`;

/** Which place that is, from 1. */
export const PLACE_IN_LINE = 'row_number() OVER (PARTITION BY sender_id, recipient ORDER BY priority DESC, message_id)';

/**
 * A step of the claim: `asking` are its messages that have to ask (message_id, sender_id, recipient, priority); here is where each
 * stands among all that wait for its recipient.
 */
export const LINE = `
    SELECT message_id, sender_id, recipient, asks, ${PLACE_IN_LINE} AS place FROM (
      SELECT message_id, sender_id, recipient, priority, true AS asks FROM asking
      UNION ALL
      SELECT q.message_id, q.sender_id, q.recipient, q.priority, false
      FROM (SELECT DISTINCT sender_id, recipient FROM asking) a
      JOIN send_queue q ON q.sender_id = a.sender_id AND q.recipient = a.recipient AND ${STANDS_IN_LINE}
      WHERE q.message_id NOT IN (SELECT message_id FROM asking)) standing`;

/** Of the row `p` that is there and what is asked for, `x`: whether all is paid back, and how many may go now. */
const PAID_BACK = 'p.free_at <= now()';
const AT_ONCE = `CASE WHEN p.refused_at > now() - ${REMEMBERED} THEN 1 ELSE ${BURST} END`;
const GRANTED = `CASE WHEN ${PAID_BACK} THEN LEAST(x.asked, ${AT_ONCE})
  WHEN now() < p.since + ${BURST_LASTS} THEN GREATEST(LEAST(x.asked, ${AT_ONCE} - p.sent), 0) ELSE 0 END`;

/**
 * The next step, of `line`: of each recipient the first `granted` may go now, the others when it is their turn, from `turns_from` on.
 * While others stand in the line one goes at a time, and only the first: so nobody is far from the next place, and who is urgent has
 * it. Where somebody has to wait the burst is over, which `sent` says. The row is written even where it was not there: there is no
 * cheaper way to know.
 */
export const GRANT = `
  INSERT INTO recipient_pacing AS p (sender_id, recipient, since, sent, free_at, asked, granted)
  SELECT sender_id, recipient, now(), CASE WHEN line_remains OR asked > granted THEN ${BURST} ELSE granted END,
    CASE granted WHEN 0 THEN now() ELSE now() + granted * ${SPACING} + ${SLACK} END, asked, granted
  FROM (
    SELECT *, LEAST(asked, ${BURST}) AS granted
    FROM (
      SELECT sender_id, recipient, line_remains,
        count(*) FILTER (WHERE asks AND (place = 1 OR NOT line_remains))::integer AS asked
      FROM (SELECT *, bool_or(NOT asks) OVER (PARTITION BY sender_id, recipient) AS line_remains FROM line) l GROUP BY 1, 2, 3
    ) n
  ) fresh ORDER BY sender_id, recipient
  ON CONFLICT (sender_id, recipient) DO UPDATE SET (since, sent, free_at, asked, granted) = (
    SELECT since, CASE WHEN excluded.sent = ${BURST} OR asked > granted THEN ${BURST} ELSE count END,
      CASE granted WHEN 0 THEN p.free_at ELSE since + count * ${SPACING} + ${SLACK} END, asked, granted
    FROM (
      SELECT asked, granted,
        CASE WHEN granted > 0 AND ${PAID_BACK} THEN GREATEST(p.free_at, now() - ${BRINGING}) ELSE p.since END AS since,
        CASE WHEN granted > 0 AND ${PAID_BACK} THEN 0 ELSE p.sent END + granted AS count
      FROM (SELECT x.asked, ${GRANTED} AS granted FROM (SELECT excluded.asked) x) y
    ) z)
  RETURNING p.sender_id, p.recipient, p.granted, GREATEST(p.free_at, now()) AS turns_from`;

/**
 * The last step, of `line` and `pace`: who is too early (message_id, place, recipient, granted, turns_from). No join, because PostgreSQL
 * expects one row of either, and would compare each message with each recipient.
 */
export const TOO_EARLY = `
    SELECT * FROM (
      SELECT message_id, asks, place, recipient, max(granted) OVER each AS granted, max(turns_from) OVER each AS turns_from FROM (
        SELECT message_id, asks, place, sender_id, recipient, NULL::integer AS granted, NULL::timestamptz AS turns_from FROM line
        UNION ALL
        SELECT NULL, false, NULL, sender_id, recipient, granted, turns_from FROM pace) line_and_pace
      WINDOW each AS (PARTITION BY sender_id, recipient)) line_with_pace
    WHERE asks AND place > granted`;
