import type { DatabaseConnection } from '#database';

export const CLIENT = '00000000-0000-7000-8000-000000000001';
export const SMALL_CLIENT = '00000000-0000-7000-8000-0000000000c2';
/** Of as many others, which have half of the messages; the last two digits differ. */
const OTHER_CLIENTS = 48;
const OTHER_CLIENT = '00000000-0000-7000-8000-0000000001';

/** In one statement. */
const BATCH = 100_000;

/**
 * So many messages of the last ninety days, made in SQL: five numbers of very different use, fifty clients of which one has half of
 * them and one hardly any, four templates of which one is rare, 200,000 recipients; most are read, some have failed, a few are cancelled, held or wait.
 */
export async function generateMessages(database: DatabaseConnection, count: number): Promise<void> {
  await database.query(`INSERT INTO clients (id, name) VALUES ('${SMALL_CLIENT}', 'small') ON CONFLICT DO NOTHING`);
  await database.query(
    `INSERT INTO clients (id, name) SELECT ('${OTHER_CLIENT}' || lpad(to_hex(n), 2, '0'))::uuid, 'other ' || n
     FROM generate_series(0, ${OTHER_CLIENTS - 1}) n ON CONFLICT DO NOTHING`,
  );
  await database.query(
    `INSERT INTO senders (phone_number_id, waba_id, mps) SELECT '10000000000000' || n, '1', 80 FROM generate_series(1, 5) n`,
  );
  const indexes = await dropIndexes(database);
  // Counted afterwards, all at once.
  await database.query('ALTER TABLE whatsapp_messages DISABLE TRIGGER USER');
  const batches = Array.from({ length: Math.ceil(count / BATCH) }, (_, nth) => nth * BATCH);
  await inTwoLanes(batches, (from) => database.query(MESSAGES, [from, Math.min(from + BATCH, count), count]));
  await database.query('ALTER TABLE whatsapp_messages ENABLE TRIGGER USER');
  await inTwoLanes(SIDE_TABLES, (statement) => database.query(statement));
  await inTwoLanes(indexes, (statement) => database.query(statement));
  await database.query('VACUUM ANALYZE');
}

/** Each takes minutes: a connection is not waited for that long, so no more are asked for than there are cores for. */
async function inTwoLanes<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
  const rest = [...items];
  const lane = async (): Promise<void> => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all([lane(), lane()]);
}

/** Made again at the end, which is faster; how, in statements. */
async function dropIndexes(database: DatabaseConnection): Promise<readonly string[]> {
  const rows: { name: string; made: string }[] = await database.query(
    `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS made FROM pg_index i
     WHERE i.indrelid IN ('whatsapp_messages'::regclass, 'message_failures'::regclass, 'wamids'::regclass) AND NOT i.indisprimary`,
  );
  for (const { name } of rows) await database.query(`DROP INDEX ${name}`);
  return rows.map(({ made }) => made);
}

const MESSAGES = `
  INSERT INTO whatsapp_messages (id, client_id, sender_id, recipient_phone, recipient_country, recipient_name, template_name,
    template_language, template_parameters, body_text, reference, priority, progress, whatsapp_message_id, attempts, error_code,
    error_source, error_message, error_advice, pricing, expires_at, created_at, sent_at, delivered_at, read_at, failed_at, updated_at)
  SELECT ('0199' || lpad(to_hex(n), 8, '0') || lpad(to_hex(n * 7919 % 1048576), 20, '0'))::uuid,
    CASE WHEN n % 5000 = 0 THEN '${SMALL_CLIENT}' WHEN n % 2 = 0 THEN '${OTHER_CLIENT}' || lpad(to_hex(n / 2 % ${OTHER_CLIENTS}), 2, '0')
      ELSE '${CLIENT}' END::uuid,
    '10000000000000' || CASE WHEN n % 10000 = 0 THEN 5 WHEN n % 100 < 5 THEN 4 WHEN n % 100 < 10 THEN 3 WHEN n % 100 < 30 THEN 2 ELSE 1 END,
    phone, CASE WHEN n % 10 = 0 THEN 'PT' ELSE 'ES' END, 'Proveedor ' || md5(phone),
    CASE WHEN n % 20000 = 0 THEN 'rare' WHEN n % 4 = 0 THEN 'reminder' WHEN n % 4 = 1 THEN 'order_confirmation' ELSE 'po_notification' END,
    'es', jsonb_build_array('Proveedor ' || md5(phone), 'PO-' || n, '€1,250.00'),
    'Hola Proveedor ' || md5(phone) || ', has recibido una nueva orden de compra PO-' || n || ' por un total de €1,250.00.',
    'PO-' || n, 2, progress, CASE WHEN progress >= 3 THEN 'wamid.' || md5(n::text) || md5(n::text) END, 1,
    CASE WHEN progress IN (2, 4) THEN code END, CASE WHEN progress IN (2, 4) THEN 'META' END,
    CASE WHEN progress IN (2, 4) THEN 'Message Undeliverable' END, CASE WHEN progress IN (2, 4) THEN 'Check the phone.' END,
    CASE WHEN progress >= 3 THEN '{"type": "regular", "billable": true, "category": "utility", "pricing_model": "PMP"}'::jsonb END,
    created + interval '72 hours', created,
    CASE WHEN progress >= 3 THEN created + interval '1 second' * (0.1 + 3 * random() ^ 4) END,
    CASE WHEN progress >= 5 THEN date_trunc('second', created) + interval '1 second' * (2 + floor(600 * random() ^ 6)) END,
    CASE WHEN progress = 6 THEN date_trunc('second', created) + interval '1 second' * (700 + floor(40000 * random())) END,
    CASE WHEN progress IN (2, 4) THEN created + interval '2 seconds' END, LEAST(created + interval '1 hour', now())
  FROM (
    SELECT n, '+346' || lpad((n * 48271 % 200000)::text, 8, '0') AS phone,
      date_trunc('milliseconds', now() - interval '90 days' * (1 - n::float8 / $3)) AS created,
      CASE WHEN n > $3 - 2000 THEN 0 WHEN n % 2500 = 7 THEN 1 WHEN n % 100 = 11 THEN 2 WHEN n % 100 BETWEEN 12 AND 15 THEN 4
        WHEN n % 200 = 16 THEN 3 WHEN n % 3 = 0 THEN 5 ELSE 6 END AS progress,
      CASE WHEN n % 50000 = 11 THEN 'EXPIRED' WHEN n % 2 = 0 THEN '131026' ELSE '131047' END AS code
    FROM generate_series($1::bigint + 1, $2::bigint) n
  ) m ORDER BY n`;

const SIDE_TABLES: readonly string[] = [
  `INSERT INTO message_failures (message_id, code, failed_at, source, sender_id, template_name)
   SELECT id, error_code, failed_at, 'META', sender_id, template_name FROM whatsapp_messages WHERE progress IN (2, 4)`,
  `INSERT INTO wamids (wamid, message_id, attempt, via, created_at)
   SELECT whatsapp_message_id, id, 1, 'ANSWER', sent_at FROM whatsapp_messages WHERE whatsapp_message_id IS NOT NULL`,
  `INSERT INTO message_events (message_id, key, type, occurred_at)
   SELECT id, 'delivered:' || whatsapp_message_id, 'delivered', delivered_at FROM whatsapp_messages WHERE progress >= 5
   UNION ALL SELECT id, 'cancelled', 'cancelled', created_at FROM whatsapp_messages WHERE progress = 1
   UNION ALL SELECT id, 'undelivered', 'undelivered', created_at FROM whatsapp_messages
   WHERE progress = 3 AND sent_at < now() - interval '24 hours'`,
  `INSERT INTO send_queue (message_id, sender_id, waba_id, template_name, template_language, priority, state, attempt, due_at, expires_at,
     attempted_at, created_at)
   SELECT id, sender_id, '1', template_name, 'es', 2, CASE WHEN n <= 3 THEN 3 ELSE 0 END, CASE WHEN n <= 3 THEN 1 ELSE 0 END,
     created_at + interval '1 day', expires_at, created_at, created_at
   FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM whatsapp_messages WHERE progress = 0) m`,
  `INSERT INTO changed_minutes (minute, changed_at)
   SELECT date_trunc('minute', created_at, 'UTC'), max(updated_at) FROM whatsapp_messages GROUP BY 1`,
];
