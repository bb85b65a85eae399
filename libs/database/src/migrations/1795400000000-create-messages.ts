import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables of accepting, sending and tracking messages. What each is for: docs/architecture.md. */
export class CreateMessages1795400000000 implements MigrationInterface {
  name = 'CreateMessages1795400000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE account_events, account_facts, template_sync_requests, inbound_messages, suppressions, recipient_events, installation, receiver_gaps, receivers, webhook_quarantine, webhook_payloads, parked_statuses,
      message_failures, message_events, sender_hearing, returned_sends, wamids, send_attempts, send_queue, purchase_orders, recipient_ids,
      whatsapp_messages, templates, senders, api_keys, clients CASCADE`);
  }
}

const STATEMENTS: readonly string[] = [
  `CREATE TABLE clients (
    id uuid PRIMARY KEY,
    name text NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,

  `CREATE TABLE api_keys (
    id text PRIMARY KEY,
    client_id uuid NOT NULL REFERENCES clients (id),
    name text NOT NULL,
    secret_hash bytea NOT NULL,
    scopes text[] NOT NULL,
    sender_ids text[],
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz
  )`,

  `CREATE TABLE senders (
    phone_number_id text PRIMARY KEY,
    waba_id text NOT NULL,
    display_phone_number text,
    verified_name text,
    quality_rating text,
    messaging_limit text,
    throughput_level text,
    name_told_at timestamptz,
    quality_told_at timestamptz,
    limit_told_at timestamptz,
    mps integer NOT NULL,
    state text NOT NULL DEFAULT 'ACTIVE' CHECK (state IN ('ACTIVE', 'PAUSED')),
    pause_reason text,
    paused_by text CHECK (paused_by IN ('ERROR', 'WEBHOOK', 'PERSON')),
    paused_at timestamptz,
    resumed_at timestamptz,
    half_open boolean NOT NULL DEFAULT false,
    wait_until timestamptz,
    updated_at timestamptz NOT NULL DEFAULT now()
  )`,

  `CREATE TABLE templates (
    waba_id text NOT NULL,
    name text NOT NULL,
    language text NOT NULL,
    meta_id text,
    status text NOT NULL,
    category text NOT NULL,
    parameter_format text NOT NULL,
    components jsonb NOT NULL,
    quality text,
    rejected_reason text,
    previous_category text,
    status_told_at timestamptz,
    quality_told_at timestamptz,
    category_told_at timestamptz,
    synced_at timestamptz NOT NULL,
    PRIMARY KEY (waba_id, name, language)
  )`,

  // fillfactor leaves room on each page for the versions that SENT, DELIVERED and READ make (HOT updates): half a page, because
  // one batch may change every row of it. For the same reason no column that changes is indexed: what people filter by
  // lives in side tables.
  `CREATE TABLE whatsapp_messages (
    id uuid PRIMARY KEY,
    client_id uuid NOT NULL REFERENCES clients (id),
    sender_id text NOT NULL,
    recipient_phone text,
    recipient_user_id text,
    recipient_name text,
    template_name text NOT NULL,
    template_language text NOT NULL,
    template_parameters jsonb NOT NULL,
    template_header jsonb,
    template_buttons jsonb,
    body_text text,
    reference text,
    metadata jsonb,
    priority smallint NOT NULL DEFAULT 1,
    idempotency_key text,
    request_hash bytea,
    resend_of uuid,
    progress smallint NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 6),
    status text NOT NULL GENERATED ALWAYS AS (
      CASE progress WHEN 0 THEN 'PENDING' WHEN 1 THEN 'CANCELLED' WHEN 2 THEN 'FAILED' WHEN 3 THEN 'SENT'
                    WHEN 4 THEN 'FAILED' WHEN 5 THEN 'DELIVERED' ELSE 'READ' END) STORED,
    whatsapp_message_id text,
    meta_status text,
    attempts integer NOT NULL DEFAULT 0,
    error_code text,
    error_source text,
    error_message text,
    error_details text,
    error_advice text,
    pricing jsonb,
    scheduled_at timestamptz,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    sent_at timestamptz,
    delivered_at timestamptz,
    read_at timestamptz,
    failed_at timestamptz,
    undated text[],
    cancelled_at timestamptz,
    updated_at timestamptz NOT NULL
  ) WITH (fillfactor = 50)`,
  `CREATE UNIQUE INDEX whatsapp_messages_idempotency ON whatsapp_messages (client_id, idempotency_key) WHERE idempotency_key IS NOT NULL`,
  `CREATE INDEX whatsapp_messages_newest ON whatsapp_messages (created_at DESC, id DESC)`,
  `CREATE INDEX whatsapp_messages_reference ON whatsapp_messages (reference text_pattern_ops, created_at DESC) WHERE reference IS NOT NULL`,
  `CREATE INDEX whatsapp_messages_recipient ON whatsapp_messages (recipient_phone text_pattern_ops, created_at DESC)`,
  `CREATE INDEX whatsapp_messages_user ON whatsapp_messages (recipient_user_id, created_at DESC) WHERE recipient_user_id IS NOT NULL`,
  `CREATE INDEX whatsapp_messages_resend_of ON whatsapp_messages (resend_of) WHERE resend_of IS NOT NULL`,

  `CREATE TABLE purchase_orders (
    client_id uuid NOT NULL REFERENCES clients (id),
    order_number text NOT NULL,
    revision integer NOT NULL,
    content_hash bytea NOT NULL,
    message_id uuid NOT NULL REFERENCES whatsapp_messages (id),
    PRIMARY KEY (client_id, order_number, revision)
  )`,
  `CREATE INDEX purchase_orders_number ON purchase_orders (order_number)`,

  // One row per unfinished message; the primary key is what makes a second send in flight impossible.
  `CREATE TABLE send_queue (
    message_id uuid PRIMARY KEY REFERENCES whatsapp_messages (id),
    sender_id text NOT NULL,
    waba_id text NOT NULL,
    template_name text NOT NULL,
    template_language text NOT NULL,
    priority smallint NOT NULL,
    state smallint NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3),
    attempt integer NOT NULL DEFAULT 0,
    failures integer NOT NULL DEFAULT 0,
    unclear integer NOT NULL DEFAULT 0,
    resends integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    lease_until timestamptz,
    attempted_at timestamptz,
    enqueued_at timestamptz,
    enqueue_number integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    CHECK ((state = 1) = (lease_until IS NOT NULL))
  ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)`,
  `CREATE INDEX send_queue_due ON send_queue (sender_id, due_at) WHERE state = 0`,
  `CREATE INDEX send_queue_leases ON send_queue (lease_until) WHERE state = 1`,
  `CREATE INDEX send_queue_unconfirmed ON send_queue (attempted_at) WHERE state = 2`,
  `CREATE INDEX send_queue_resendable ON send_queue (sender_id, attempted_at) WHERE state = 2 AND resends = 0`,
  `CREATE INDEX send_queue_expiry ON send_queue (expires_at)`,

  `CREATE TABLE send_attempts (
    message_id uuid NOT NULL,
    attempt integer NOT NULL,
    sender_id text NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    outcome text,
    error_code text,
    confirmed_at timestamptz,
    PRIMARY KEY (message_id, attempt)
  ) WITH (fillfactor = 80)`,
  `CREATE INDEX send_attempts_neighbours ON send_attempts (sender_id, started_at)`,

  `CREATE INDEX purchase_orders_message ON purchase_orders (message_id)`,

  `CREATE TABLE wamids (
    wamid text PRIMARY KEY,
    message_id uuid NOT NULL,
    attempt integer,
    via text NOT NULL CHECK (via IN ('ANSWER', 'WEBHOOK')),
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE INDEX wamids_message ON wamids (message_id)`,

  // How far Meta's statuses of a sender have come, by Meta's own clock.
  `CREATE TABLE sender_hearing (
    sender_id text PRIMARY KEY,
    heard_until timestamptz NOT NULL
  )`,

  // Acceptances that Meta took back; nearly always empty, so that looking into it costs nothing.
  `CREATE TABLE returned_sends (
    wamid text PRIMARY KEY,
    message_id uuid NOT NULL,
    attempt integer,
    code text NOT NULL,
    returned_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE INDEX returned_sends_message ON returned_sends (message_id)`,

  `CREATE TABLE message_events (
    message_id uuid NOT NULL,
    key text NOT NULL,
    type text NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    data jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (message_id, key)
  )`,

  `CREATE TABLE message_failures (
    message_id uuid NOT NULL,
    code text NOT NULL,
    failed_at timestamptz NOT NULL,
    source text NOT NULL,
    sender_id text NOT NULL,
    template_name text NOT NULL,
    PRIMARY KEY (message_id, code)
  )`,
  `CREATE INDEX message_failures_code ON message_failures (code, failed_at DESC)`,

  // sender_id is a part of the key: what another sender's webhook says of a wamid takes the place of nothing.
  `CREATE TABLE parked_statuses (
    wamid text NOT NULL,
    status text NOT NULL,
    error_code text NOT NULL DEFAULT '',
    sender_id text NOT NULL,
    occurred_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    payload jsonb NOT NULL,
    PRIMARY KEY (wamid, sender_id, status, error_code)
  )`,

  // sender_ids: whose app secrets had signed it, as far as they were known. A body that is applied again speaks for them, and
  // for those that have one of the secrets in signed_by (fingerprints) by then, whatever it names.
  `CREATE TABLE webhook_payloads (
    id bigint GENERATED ALWAYS AS IDENTITY,
    received_at timestamptz NOT NULL DEFAULT now(),
    body bytea NOT NULL,
    sender_ids text[] NOT NULL DEFAULT '{}',
    signed_by text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (received_at, id)
  ) PARTITION BY RANGE (received_at)`,
  `CREATE TABLE webhook_payloads_rest PARTITION OF webhook_payloads DEFAULT`,
  // One partition a day (UTC), so that a day is dropped as a file. The worker makes the next ones; the default keeps what has none.
  `DO $$ BEGIN
    FOR ahead IN 0..2 LOOP
      EXECUTE format('CREATE TABLE %I PARTITION OF webhook_payloads FOR VALUES FROM (%L) TO (%L)',
        'webhook_payloads_' || to_char(now() AT TIME ZONE 'UTC' + ahead * interval '1 day', 'YYYYMMDD'),
        (date_trunc('day', now() AT TIME ZONE 'UTC') + ahead * interval '1 day')::text || '+00',
        (date_trunc('day', now() AT TIME ZONE 'UTC') + (ahead + 1) * interval '1 day')::text || '+00');
    END LOOP;
  END $$`,

  // key: SHA-256 of the rest, because Meta repeats. The index is for the sweep that deletes.
  `CREATE TABLE webhook_quarantine (
    key bytea PRIMARY KEY,
    received_at timestamptz NOT NULL DEFAULT now(),
    field text NOT NULL,
    sender_id text,
    reason text NOT NULL,
    event text NOT NULL
  )`,
  `CREATE INDEX webhook_quarantine_received ON webhook_quarantine (received_at)`,

  // What Meta told of a template, an account or a number; the same twice is one row, whatever the order.
  `CREATE TABLE account_events (
    waba_id text NOT NULL,
    field text NOT NULL,
    occurred_at timestamptz NOT NULL,
    time_of_receipt boolean NOT NULL,
    fingerprint bytea NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    data jsonb NOT NULL,
    PRIMARY KEY (waba_id, field, occurred_at, fingerprint)
  )`,

  // Only Meta's own time tells a second event from the repetition of the first.
  `CREATE UNIQUE INDEX account_events_without_time ON account_events (waba_id, field, fingerprint) WHERE time_of_receipt`,

  // The last word on each thing that can stop a whole account.
  `CREATE TABLE account_facts (
    waba_id text NOT NULL,
    fact text NOT NULL CHECK (fact IN ('ACCOUNT_DISABLED', 'ACCOUNT_DELETED', 'ACCOUNT_OFFBOARDED', 'ACCOUNT_RESTRICTED', 'ACCOUNT_REVIEW')),
    stops boolean NOT NULL,
    ends_at timestamptz,
    told_at timestamptz NOT NULL,
    PRIMARY KEY (waba_id, fact)
  )`,

  // due_at: who reads the list moves it on and deletes the row only where nobody has asked again.
  `CREATE TABLE template_sync_requests (
    waba_id text PRIMARY KEY,
    due_at timestamptz NOT NULL DEFAULT now()
  )`,

  // One heartbeat row a receiver; gaps are the intervals in which it could not keep what Meta sent.
  `CREATE TABLE receivers (
    replica uuid PRIMARY KEY,
    started_at timestamptz NOT NULL,
    beat_at timestamptz NOT NULL,
    stopped_at timestamptz
  )`,
  `CREATE TABLE receiver_gaps (
    replica uuid NOT NULL,
    from_at timestamptz NOT NULL,
    until_at timestamptz NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (replica, from_at)
  )`,

  // What a recipient wrote to one of our numbers. sender_id is a part of the key: no sender's webhook speaks for another's.
  // It waits until it is known which message it answers and which one's order it acknowledges; that is said once.
  `CREATE TABLE inbound_messages (
    sender_id text NOT NULL,
    wamid text NOT NULL,
    recipient_phone text,
    recipient_user_id text,
    type text NOT NULL,
    body_text text,
    button_payload text,
    context_wamid text,
    waits boolean NOT NULL DEFAULT true,
    message_id uuid,
    acknowledged_id uuid,
    occurred_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (sender_id, wamid)
  )`,
  // Of one recipient the last word to each of our numbers: until when the 24-hour window is open.
  `CREATE INDEX inbound_messages_phone ON inbound_messages (recipient_phone, sender_id, occurred_at DESC) WHERE recipient_phone IS NOT NULL`,
  `CREATE INDEX inbound_messages_user ON inbound_messages (recipient_user_id, sender_id, occurred_at DESC) WHERE recipient_user_id IS NOT NULL`,
  `CREATE INDEX inbound_messages_message ON inbound_messages (message_id) WHERE message_id IS NOT NULL`,
  `CREATE INDEX inbound_messages_waiting ON inbound_messages (received_at) WHERE waits`,

  // Which phone stands behind Meta's user id of a person, who may hide it later.
  `CREATE TABLE recipient_ids (
    user_id text PRIMARY KEY,
    phone text NOT NULL
  )`,
  `CREATE INDEX recipient_ids_phone ON recipient_ids (phone)`,

  // Who must not be written to. Rows stay when they are lifted: a word that comes late or again is older than the lifting
  // and changes nothing.
  `CREATE TABLE suppressions (
    id uuid PRIMARY KEY,
    recipient_phone text,
    recipient_user_id text,
    origin text NOT NULL CHECK (origin IN ('RECIPIENT', 'OPERATOR')),
    scope text NOT NULL CHECK (scope IN ('marketing', 'all')),
    reason text NOT NULL CHECK (reason IN ('OPT_OUT_WORD', 'USER_PREFERENCES', 'META_131050', 'OPERATOR')),
    note text,
    stopped_at timestamptz,
    lifted_at timestamptz,
    CHECK (recipient_phone IS NOT NULL OR recipient_user_id IS NOT NULL)
  )`,
  `CREATE UNIQUE INDEX suppressions_recipient ON suppressions ((COALESCE(recipient_phone, recipient_user_id)), origin)`,
  `CREATE INDEX suppressions_phone ON suppressions (recipient_phone) WHERE recipient_phone IS NOT NULL`,
  `CREATE INDEX suppressions_user ON suppressions (recipient_user_id) WHERE recipient_user_id IS NOT NULL`,
  `CREATE INDEX suppressions_newest ON suppressions (stopped_at DESC, id DESC)`,

  // What was decided about writing to somebody, in the order in which we heard it; only appended to. key: the same word of a
  // recipient is one row, however often it comes.
  `CREATE TABLE recipient_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text NOT NULL UNIQUE,
    type text NOT NULL CHECK (type IN ('opted_out', 'opted_in', 'suppressed', 'suppression_lifted')),
    recipient_phone text,
    recipient_user_id text,
    sender_id text,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    data jsonb NOT NULL,
    CHECK (recipient_phone IS NOT NULL OR recipient_user_id IS NOT NULL)
  )`,

  // A single row: whether anything is sent at all, and which database cluster the workers know.
  `CREATE TABLE installation (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    sending_enabled boolean NOT NULL DEFAULT false,
    cluster text,
    recovery_needed boolean NOT NULL DEFAULT false,
    updated_at timestamptz NOT NULL DEFAULT now()
  )`,
  `INSERT INTO installation DEFAULT VALUES`,
  `INSERT INTO clients (id, name) VALUES ('00000000-0000-7000-8000-000000000001', 'admin')`,
];
