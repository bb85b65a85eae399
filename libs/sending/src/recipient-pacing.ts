/**
 * Meta's limit for one of our numbers and one recipient: a message every 6 seconds; up to 45 may go at once, and are borrowed from
 * the time after. Half a second more, because calls do not take equally long; and a burst that is over a second earlier.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/about-the-platform#pair-rate-limits
 */
export const BURST = 45;
const BURST_LASTS = `interval '5 seconds'`;
const SPACING = `interval '6 seconds'`;
const SLACK = `interval '500 milliseconds'`;
export const SLOT = `interval '6500 milliseconds'`;

/** Whoever is written to, by a number that tells nobody who it is. `m` is the message. */
export const RECIPIENT = `hashtextextended(COALESCE(m.recipient_phone, m.recipient_user_id, ''), 0)`;

/** Of the row `p` that is there and what is asked for, `x`: whether all is paid back, and how many may go now. */
const PAID_BACK = 'p.free_at <= now()';
const GRANTED = `CASE WHEN ${PAID_BACK} THEN LEAST(x.asked, ${BURST})
  WHEN now() < p.since + ${BURST_LASTS} THEN LEAST(x.asked, ${BURST} - p.sent) ELSE 0 END`;
const SINCE = `CASE WHEN ${PAID_BACK} THEN now() ELSE p.since END`;
const SENT = `(CASE WHEN ${PAID_BACK} THEN 0 ELSE p.sent END + ${GRANTED})`;
const SLOTS_FROM = `CASE WHEN ${GRANTED} = 0 THEN p.free_at ELSE ${SINCE} + ${SENT} * ${SPACING} + ${SLACK} END`;

/**
 * A step of the claim: `asking` are its messages that are to go for the first time (sender_id, recipient). Of each recipient
 * `granted` may go now; the others get a slot each from `slots_from` on, one after the other, and as long as there are such
 * nobody else goes before them. The row is written even where it was not there: there is no cheaper way to know.
 */
export const GRANT = `
  INSERT INTO recipient_pacing AS p (sender_id, recipient, since, sent, free_at, asked, granted, slots_from)
  SELECT sender_id, recipient, now(), CASE WHEN asked > granted THEN ${BURST} ELSE granted END,
    slots_from + (asked - granted) * ${SLOT}, asked, granted, slots_from
  FROM (
    SELECT *, now() + granted * ${SPACING} + ${SLACK} AS slots_from
    FROM (SELECT sender_id, recipient, count(*)::integer AS asked, LEAST(count(*), ${BURST})::integer AS granted FROM asking GROUP BY 1, 2) n
  ) fresh ORDER BY sender_id, recipient
  ON CONFLICT (sender_id, recipient) DO UPDATE SET (since, sent, free_at, asked, granted, slots_from) = (
    SELECT ${SINCE}, CASE WHEN x.asked > ${GRANTED} THEN ${BURST} ELSE ${SENT} END,
      ${SLOTS_FROM} + (x.asked - ${GRANTED}) * ${SLOT}, x.asked, ${GRANTED}, ${SLOTS_FROM}
    FROM (SELECT excluded.asked) x)
  RETURNING p.sender_id, p.recipient, p.granted, p.slots_from`;
