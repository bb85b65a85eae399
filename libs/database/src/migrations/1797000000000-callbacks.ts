import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who is told of what happens, and what is to be told. Events are written by triggers, in the transaction that makes the change,
 * whoever makes it (docs/decisions/0017-callbacks-are-written-by-triggers.md); those follow in migrations of their own, one for each table.
 */
export class Callbacks1797000000000 implements MigrationInterface {
  name = 'Callbacks1797000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  // Without a client it is the admin's, who is told of everybody's messages. Without events or senders: all of them. Secrets are
  // sealed (libs/callbacks); the previous one signs too, until its time is over.
  `CREATE TABLE callback_endpoints (
    id uuid PRIMARY KEY,
    client_id uuid REFERENCES clients (id),
    url text NOT NULL,
    description text,
    events text[],
    sender_ids text[],
    rate_limit integer CHECK (rate_limit > 0),
    enabled boolean NOT NULL DEFAULT true,
    disabled_because text CHECK (disabled_because IN ('PERSON', 'EXHAUSTED', 'GONE')),
    disabled_at timestamptz,
    secret text NOT NULL,
    previous_secret text,
    previous_until timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    CHECK (enabled = (disabled_because IS NULL))
  )`,

  // One worker at a time serves an endpoint: its pace and how much is under way at once are that worker's own business.
  `CREATE TABLE callback_lanes (
    endpoint_id uuid PRIMARY KEY,
    holder uuid,
    held_until timestamptz NOT NULL DEFAULT '-infinity',
    woken_at timestamptz,
    wakes integer NOT NULL DEFAULT 0
  ) WITH (fillfactor = 50)`,

  // `snapshot` has what changes of a message, `facts` what else there is to say; whatever is of a person stays in the row that
  // it came from, where it can be erased. No foreign key: each row would lock that of its endpoint. State 0 waits, 1 is delivered,
  // 2 is given up until somebody recovers it. `attempts` counts all of them, `failures` those since it was last begun anew.
  `CREATE TABLE callback_deliveries (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    endpoint_id uuid NOT NULL,
    type text NOT NULL,
    version bigint NOT NULL,
    occurred_at timestamptz NOT NULL,
    message_id uuid,
    sender_id text,
    snapshot jsonb,
    facts jsonb,
    state smallint NOT NULL CHECK (state BETWEEN 0 AND 2),
    attempts integer NOT NULL DEFAULT 0,
    failures integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL DEFAULT now(),
    settled_at timestamptz
  )`,
  'CREATE INDEX callback_deliveries_due ON callback_deliveries (endpoint_id, due_at, version) WHERE state = 0',
  'CREATE INDEX callback_deliveries_newest ON callback_deliveries (endpoint_id, occurred_at DESC, id DESC)',
  'CREATE INDEX callback_deliveries_old ON callback_deliveries (occurred_at) WHERE state <> 0',

  `CREATE TABLE callback_attempts (
    delivery_id uuid NOT NULL,
    number integer NOT NULL,
    started_at timestamptz NOT NULL,
    duration_ms integer NOT NULL,
    status integer,
    error text,
    answer text,
    PRIMARY KEY (delivery_id, number)
  )`,

  // Who is to be told, and in which state the delivery begins: what a machine has disabled is kept for whoever recovers it.
  `CREATE FUNCTION callback_listeners(event text, client uuid, senders text[]) RETURNS TABLE (endpoint_id uuid, state smallint)
  LANGUAGE sql STABLE AS $$
    SELECT e.id, (CASE WHEN e.enabled THEN 0 ELSE 2 END)::smallint FROM callback_endpoints e
    WHERE (e.enabled OR e.disabled_because <> 'PERSON') AND (e.events IS NULL OR event = ANY(e.events))
      AND (client IS NULL OR e.client_id IS NULL OR e.client_id = client) AND (e.sender_ids IS NULL OR e.sender_ids && senders)
  $$`,

  // Rises with each event of a message, however many there are in one statement (`rank`), and also where an older state of the
  // database was restored: microseconds by PostgreSQL's clock, which JSON can carry until the year 2255.
  `CREATE FUNCTION callback_version() RETURNS bigint LANGUAGE sql VOLATILE AS $$
    SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint
  $$`,
] as const;

const DOWN = [
  'DROP FUNCTION callback_version()',
  'DROP FUNCTION callback_listeners(text, uuid, text[])',
  'DROP TABLE callback_attempts, callback_deliveries, callback_lanes, callback_endpoints',
] as const;
