import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What stats and usage are counted from, and what they are counted into: docs/usage.md. */
export class Figures1796200000000 implements MigrationInterface {
  name = 'Figures1796200000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER messages_accepted ON whatsapp_messages');
    await runner.query('DROP TRIGGER messages_changed ON whatsapp_messages');
    await runner.query('DROP FUNCTION note_accepted_messages(), note_changed_messages()');
    await runner.query('DROP AGGREGATE conversation(timestamptz)');
    await runner.query('DROP FUNCTION conversation_of(timestamptz, timestamptz)');
    await runner.query('DROP TABLE message_changes, message_figures, usage_figures, conversations, figures_standing');
    await runner.query('ALTER TABLE whatsapp_messages DROP COLUMN recipient_country, DROP COLUMN erased_as');
  }
}

const STATEMENTS: readonly string[] = [
  // recipient_country: ISO 3166, what a price depends on; null of a message that was accepted before, and of a number of no
  // country. erased_as: null until the recipient's data were erased; then a number made by chance that stands for them.
  `ALTER TABLE whatsapp_messages ADD COLUMN recipient_country text, ADD COLUMN erased_as bigint`,

  // One row is what a message counted for and what it counts for now, until the worker has counted it; was: its progress before,
  // null where it was accepted just now. wanted_at: when it was to be sent. recipient: a number that tells nobody who it is.
  `CREATE TABLE message_changes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message_id uuid NOT NULL,
    client_id uuid NOT NULL,
    sender_id text NOT NULL,
    template_name text NOT NULL,
    country text,
    recipient bigint NOT NULL,
    created_at timestamptz NOT NULL,
    wanted_at timestamptz NOT NULL,
    was smallint,
    was_sent_at timestamptz,
    was_delivered_at timestamptz,
    was_code text,
    was_pricing jsonb,
    progress smallint NOT NULL,
    sent_at timestamptz,
    delivered_at timestamptz,
    code text,
    pricing jsonb
  ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)`,

  // How many of the messages accepted in that hour or day (UTC) stand for a figure. template_name '' is all templates together.
  // detail: of failures their code, of times a bin (libs/usage/src/time-bins.ts), else ''. In no language's order, which is several
  // times as fast to keep.
  `CREATE TABLE message_figures (
    template_name text COLLATE "C" NOT NULL,
    grain text COLLATE "C" NOT NULL CHECK (grain IN ('hour', 'day')),
    start timestamptz NOT NULL,
    sender_id text COLLATE "C" NOT NULL,
    client_id uuid NOT NULL,
    figure text COLLATE "C" NOT NULL,
    detail text COLLATE "C" NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (template_name, grain, start, sender_id, client_id, figure, detail)
  ) WITH (fillfactor = 70)`,

  // Delivered messages by what Meta's webhooks said of their price, and conversations by when they opened, of the days and months
  // of BILLING_TIMEZONE. country '': unknown; category and type '': Meta told none.
  `CREATE TABLE usage_figures (
    period text COLLATE "C" NOT NULL CHECK (period IN ('day', 'month')),
    start date NOT NULL,
    sender_id text COLLATE "C" NOT NULL,
    client_id uuid NOT NULL,
    figure text COLLATE "C" NOT NULL CHECK (figure IN ('message', 'conversation')),
    billable text COLLATE "C" NOT NULL CHECK (billable IN ('yes', 'no', 'unknown', '')),
    category text COLLATE "C" NOT NULL,
    type text COLLATE "C" NOT NULL,
    country text COLLATE "C" NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (period, start, sender_id, client_id, figure, billable, category, type, country)
  ) WITH (fillfactor = 70)`,

  // recipient is null once nobody needs to know any more whose it was; that it was there counts on.
  `CREATE TABLE conversations (
    sender_id text NOT NULL,
    recipient bigint,
    client_id uuid NOT NULL,
    opened_at timestamptz NOT NULL
  )`,
  `CREATE INDEX conversations_recipient ON conversations (sender_id, recipient, opened_at) WHERE recipient IS NOT NULL`,
  `CREATE INDEX conversations_old ON conversations (opened_at) WHERE recipient IS NOT NULL`,

  // A single row: the time zone that the usage is counted in; null while nothing was counted yet.
  `CREATE TABLE figures_standing (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    timezone text
  )`,
  `INSERT INTO figures_standing DEFAULT VALUES`,

  // In which conversation a delivery falls, of deliveries in the order of their times: that of the one before, or its own.
  `CREATE FUNCTION conversation_of(opened timestamptz, delivered timestamptz) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
  BEGIN
    RETURN CASE WHEN delivered < opened + interval '24 hours' THEN opened ELSE delivered END;
  END $$`,
  `CREATE AGGREGATE conversation(timestamptz) (SFUNC = conversation_of, STYPE = timestamptz)`,

  // A dozen statements write messages; what they change is written down here, in their own transaction and once for each of them,
  // so that none can be forgotten (docs/decisions/0016-figures-are-counted-from-changes.md).
  `CREATE FUNCTION note_accepted_messages() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO message_changes (message_id, client_id, sender_id, template_name, country, recipient, created_at, wanted_at,
      progress, sent_at, delivered_at, code, pricing)
    SELECT n.id, n.client_id, n.sender_id, n.template_name, n.recipient_country,
      hashtextextended(COALESCE(n.recipient_phone, n.recipient_user_id, ''), 0), n.created_at,
      GREATEST(n.created_at, n.scheduled_at), n.progress, n.sent_at, n.delivered_at, n.error_code, n.pricing
    FROM new_rows n;
    RETURN NULL;
  END $$`,
  `CREATE FUNCTION note_changed_messages() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO message_changes (message_id, client_id, sender_id, template_name, country, recipient, created_at, wanted_at,
      was, was_sent_at, was_delivered_at, was_code, was_pricing, progress, sent_at, delivered_at, code, pricing)
    SELECT n.id, n.client_id, n.sender_id, n.template_name, n.recipient_country,
      COALESCE(n.erased_as, hashtextextended(COALESCE(n.recipient_phone, n.recipient_user_id, ''), 0)), n.created_at,
      GREATEST(n.created_at, n.scheduled_at), o.progress, o.sent_at, o.delivered_at, o.error_code, o.pricing,
      n.progress, n.sent_at, n.delivered_at, n.error_code, n.pricing
    FROM new_rows n JOIN old_rows o ON o.id = n.id
    WHERE (o.progress, o.sent_at, o.delivered_at, o.error_code, o.pricing)
      IS DISTINCT FROM (n.progress, n.sent_at, n.delivered_at, n.error_code, n.pricing);
    RETURN NULL;
  END $$`,
  `CREATE TRIGGER messages_accepted AFTER INSERT ON whatsapp_messages
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_accepted_messages()`,
  `CREATE TRIGGER messages_changed AFTER UPDATE ON whatsapp_messages
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changed_messages()`,
];
