import { timeBinInSql } from './time-bins.js';

/** The hour (UTC) in which a message was accepted: it never changes, so whatever is told later changes the same figures. */
const HOUR = `date_trunc('hour', created_at, 'UTC')`;

/**
 * What messages count for in the hours in which they were accepted, as SQL: start, sender_id, client_id, template_name, figure,
 * detail, count. `states` selects weight (1, or -1 of what they counted for before), sender_id, client_id, template_name,
 * created_at, wanted_at, progress (libs/messages/src/progress.ts), sent_at, delivered_at and code. Each kind of figure by itself: it is
 * several times as fast as to make all figures of each message first.
 */
export function figuresOfMessages(states: string): string {
  const detailed = (figure: string, detail: string, where: string): string => `
    SELECT ${HOUR} AS start, sender_id, client_id, template_name, '${figure}' AS figure, ${detail} AS detail, sum(weight) AS count
    FROM (${states}) s WHERE ${where} GROUP BY 1, 2, 3, 4, 6`;
  return `
    SELECT start, sender_id, client_id, template_name, f.figure, '' AS detail, f.count FROM (
      SELECT ${HOUR} AS start, sender_id, client_id, template_name, sum(weight) AS accepted,
        sum(weight) FILTER (WHERE progress = 1) AS cancelled, sum(weight) FILTER (WHERE progress >= 3) AS sent,
        sum(weight) FILTER (WHERE progress >= 5) AS delivered, sum(weight) FILTER (WHERE progress = 6) AS read
      FROM (${states}) s GROUP BY 1, 2, 3, 4) h
    CROSS JOIN LATERAL (VALUES ('accepted', h.accepted), ('cancelled', h.cancelled), ('sent', h.sent), ('delivered', h.delivered),
      ('read', h.read)) f (figure, count)
    UNION ALL ${detailed('failed', `COALESCE(code, 'UNKNOWN')`, 'progress IN (2, 4)')}
    UNION ALL ${detailed('time_to_sent', timeBinInSql('sent_at - wanted_at'), 'progress >= 3 AND sent_at IS NOT NULL')}
    UNION ALL ${detailed('time_to_delivered', timeBinInSql('delivered_at - wanted_at'), 'progress >= 5 AND delivered_at IS NOT NULL')}`;
}

/**
 * Delivered messages by what Meta's webhooks say of their price, as SQL: day, sender_id, client_id, country, billable, category,
 * type, count. `states` selects pricing and country besides; `timezone` is that of the days. Per message (PMP) the type decides,
 * where it is a known one: `regular` or `free_…`. Else `billable` does, as per conversation (CBP, until July 2025), when there were no types.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/pricing
 */
export function pricesOfMessages(states: string, timezone: string): string {
  return `
    SELECT day, sender_id, client_id, country, ${wordOf('category')} AS category, ${wordOf('type')} AS type,
      CASE WHEN lower(type) = 'regular' THEN 'yes' WHEN starts_with(lower(type), 'free_') THEN 'no'
        WHEN lower(billable) = 'true' THEN 'yes' WHEN lower(billable) = 'false' THEN 'no' ELSE 'unknown' END AS billable, count
    FROM (
      SELECT (delivered_at AT TIME ZONE ${timezone})::date AS day, sender_id, client_id, COALESCE(country, '') AS country,
        pricing->>'category' AS category, pricing->>'type' AS type, pricing->>'billable' AS billable, sum(weight) AS count
      FROM (${states}) s WHERE progress >= 5 AND delivered_at IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7) told`;
}

/** Meta's words are short and few; what is none of them must not make a row of its own each time. */
function wordOf(column: string): string {
  return `CASE WHEN lower(${column}) ~ '^[a-z][a-z_-]{0,39}$' THEN lower(${column}) WHEN ${column} IS NULL THEN '' ELSE 'other' END`;
}
