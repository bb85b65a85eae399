/**
 * Counts the deliveries among the changes up to the id `$1` into conversations: fixed windows of 24 hours for each number and
 * recipient, opened by the first message that is delivered outside of one. Months and days are those of the time zone `$2`.
 *
 * Of each message its first and its last state among them count, in the order of ids: what it was in between, it is no more.
 * A delivery that is told in its order falls into a window that is known, or opens one behind it. One that is told late may lie
 * before a window that is known and take away its beginning, and one that turns out to have been earlier may do the same: then
 * the conversations of that person are read anew from their messages, from the first of them that it can concern. Nobody
 * knows the messages of somebody whose data were erased: their conversations are only added to.
 */
export const COUNT_CONVERSATIONS = `
  WITH delivery AS MATERIALIZED (
    SELECT * FROM (
      SELECT message_id, (array_agg(sender_id))[1] AS sender_id, (array_agg(client_id))[1] AS client_id,
        (array_agg(recipient ORDER BY id DESC))[1] AS recipient,
        (array_agg(CASE WHEN was >= 5 THEN was_delivered_at END ORDER BY id))[1] AS was,
        (array_agg(CASE WHEN progress >= 5 THEN delivered_at END ORDER BY id DESC))[1] AS at
      FROM message_changes WHERE id <= $1 GROUP BY message_id) d WHERE was IS DISTINCT FROM at
  ), person AS MATERIALIZED (
    SELECT sender_id, recipient, min(LEAST(was, at)) AS first, (array_agg(message_id))[1] AS message_id
    FROM delivery GROUP BY sender_id, recipient
  ), known AS MATERIALIZED (
    SELECT c.sender_id, c.recipient, c.client_id, c.opened_at FROM person p
    JOIN conversations c ON c.sender_id = p.sender_id AND c.recipient = p.recipient AND c.opened_at > p.first - interval '24 hours'
  ), chain AS MATERIALIZED (
    SELECT *, conversation(at) OVER (PARTITION BY sender_id, recipient ORDER BY at, client_id, known DESC ROWS UNBOUNDED PRECEDING) AS opened_at,
      row_number() OVER (PARTITION BY sender_id, recipient, at ORDER BY client_id, known DESC) AS place
    FROM (
      SELECT sender_id, recipient, client_id, opened_at AS at, true AS known FROM known
      UNION ALL SELECT sender_id, recipient, client_id, at, false FROM delivery WHERE at IS NOT NULL
    ) said
  ), broken AS MATERIALIZED (
    SELECT p.sender_id, p.recipient, m.recipient_phone, m.recipient_user_id,
      COALESCE((SELECT max(c.opened_at) + interval '24 hours' FROM conversations c
        WHERE c.sender_id = p.sender_id AND c.recipient = p.recipient AND c.opened_at < p.first), p.first) AS free_from
    FROM (
      SELECT sender_id, recipient FROM chain WHERE known AND (at <> opened_at OR place > 1)
      UNION SELECT d.sender_id, d.recipient FROM delivery d
      JOIN known k ON k.sender_id = d.sender_id AND k.recipient = d.recipient AND k.opened_at = d.was
    ) b JOIN person p ON p.sender_id = b.sender_id AND p.recipient = b.recipient
    JOIN whatsapp_messages m ON m.id = p.message_id AND m.erased_as IS NULL
  ), anew AS MATERIALIZED (
    SELECT DISTINCT ON (sender_id, recipient, opened_at) sender_id, recipient, client_id, opened_at FROM (
      SELECT b.sender_id, b.recipient, m.client_id, m.delivered_at AS at,
        conversation(m.delivered_at) OVER (PARTITION BY b.sender_id, b.recipient ORDER BY m.delivered_at, m.client_id ROWS UNBOUNDED PRECEDING) AS opened_at
      FROM broken b CROSS JOIN LATERAL (
        SELECT m.client_id, m.delivered_at, m.sender_id, m.progress FROM whatsapp_messages m WHERE m.recipient_phone = b.recipient_phone
        UNION ALL
        SELECT m.client_id, m.delivered_at, m.sender_id, m.progress FROM whatsapp_messages m
        WHERE m.recipient_user_id = b.recipient_user_id AND m.recipient_phone IS NULL
      ) m
      WHERE m.sender_id = b.sender_id AND m.progress >= 5 AND m.delivered_at >= b.free_from
    ) each WHERE at = opened_at ORDER BY sender_id, recipient, opened_at, client_id
  ), gone AS (
    DELETE FROM conversations c USING broken b
    WHERE c.sender_id = b.sender_id AND c.recipient = b.recipient AND c.opened_at >= b.free_from AND NOT EXISTS (
      SELECT FROM anew a WHERE (a.sender_id, a.recipient, a.opened_at, a.client_id) = (c.sender_id, c.recipient, c.opened_at, c.client_id))
    RETURNING c.sender_id, c.client_id, c.opened_at
  ), opened AS (
    INSERT INTO conversations (sender_id, recipient, client_id, opened_at)
    SELECT sender_id, recipient, client_id, opened_at FROM chain c WHERE NOT known AND at = opened_at AND place = 1
      AND NOT EXISTS (SELECT FROM broken b WHERE b.sender_id = c.sender_id AND b.recipient = c.recipient)
    UNION ALL
    SELECT sender_id, recipient, client_id, opened_at FROM anew a WHERE NOT EXISTS (
      SELECT FROM conversations c WHERE (c.sender_id, c.recipient, c.opened_at, c.client_id) = (a.sender_id, a.recipient, a.opened_at, a.client_id))
    RETURNING sender_id, client_id, opened_at
  )
  INSERT INTO usage_figures AS f (period, start, sender_id, client_id, figure, billable, category, type, country, count)
  SELECT p.period, date_trunc(p.period, x.opened_at AT TIME ZONE $2)::date, x.sender_id, x.client_id, 'conversation', '', '', '', '', sum(x.weight)
  FROM (SELECT *, 1 AS weight FROM opened UNION ALL SELECT *, -1 FROM gone) x CROSS JOIN (VALUES ('day'), ('month')) p (period)
  GROUP BY 1, 2, 3, 4 HAVING sum(x.weight) <> 0
  ON CONFLICT (period, start, sender_id, client_id, figure, billable, category, type, country) DO UPDATE SET count = f.count + excluded.count`;

/** The same of all messages, where nothing was counted yet. */
export const FIRST_CONVERSATIONS = `
  INSERT INTO conversations (sender_id, recipient, client_id, opened_at)
  SELECT DISTINCT ON (sender_id, recipient, opened_at) sender_id, recipient, client_id, opened_at FROM (
    SELECT sender_id, recipient, client_id, at,
      conversation(at) OVER (PARTITION BY sender_id, recipient ORDER BY at, client_id ROWS UNBOUNDED PRECEDING) AS opened_at
    FROM (
      SELECT sender_id, client_id, delivered_at AS at,
        COALESCE(erased_as, hashtextextended(COALESCE(recipient_phone, recipient_user_id, ''), 0)) AS recipient
      FROM whatsapp_messages WHERE progress >= 5 AND delivered_at IS NOT NULL) m
  ) each WHERE at = opened_at ORDER BY sender_id, recipient, opened_at, client_id`;
