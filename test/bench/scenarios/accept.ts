import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { freePort } from '#local-postgres';
import { Baseline } from '../baseline.js';
import { Costs } from '../costs.js';
import type { Target } from '../http-lane.js';
import { allTaken, figuresOf } from '../load-report.js';
import { orderFor } from '../order.js';
import { postRequest } from '../post-request.js';
import { Product } from '../product.js';
import { SaturatingLoad } from '../saturating-load.js';
import type { Contender, Figures, RunOptions, Scenario } from '../scenario.js';
import { Servers } from '../servers.js';

const CONNECTIONS = 64;
/** Code that is new is slow, for a second or two. */
const MOST_TO_WARM_UP = 2_000;
const BATCH = 1_000;
const BATCHES_AT_ONCE = 4;
/** Rows of one statement, and statements at once, as the product has them. */
const ROWS = 500;
const STATEMENTS_AT_ONCE = 2;

/** Nobody sends: what is measured is how fast they are taken in. */
async function accept(
  servers: Servers,
  target: Target,
  request: (index: number) => string,
  { seconds }: RunOptions,
): Promise<Figures> {
  const first = Math.min(MOST_TO_WARM_UP, Math.ceil(seconds * 100));
  allTaken(await new SaturatingLoad(target, CONNECTIONS, (index) => (index < first ? request(index) : null)).run());
  const costs = await Costs.begin(servers);
  const load = new SaturatingLoad(target, CONNECTIONS, (index) => request(first + index));
  setTimeout(() => load.stop(), seconds * 1_000);
  const report = await load.run();
  return {
    'messages a second': report.answered / report.seconds,
    ...figuresOf('POST', report),
    ...(await costs.end(report.answered)),
  };
}

async function acceptBatches(product: Product, { seconds }: RunOptions): Promise<Figures> {
  const first = Math.min(BATCH, Math.ceil(seconds * 100));
  const batchFrom = (start: number) => (index: number) => product.batchRequest(start + index * BATCH, BATCH);
  const warmUp = new SaturatingLoad(product.target, 1, (index) =>
    index === 0 ? product.batchRequest(0, first) : null,
  );
  allTaken(await warmUp.run());
  const costs = await Costs.begin(product.servers);
  const load = new SaturatingLoad(product.target, BATCHES_AT_ONCE, batchFrom(first));
  setTimeout(() => load.stop(), seconds * 1_000);
  const report = await load.run();
  const messages = report.answered * BATCH;
  const kept = await product.servers.number('SELECT count(*) FROM whatsapp_messages');
  if (kept !== first + messages)
    throw new Error(`${first + messages} messages were answered 202, and ${kept} are kept`);
  return {
    'messages a second': messages / report.seconds,
    ...figuresOf('POST', report),
    ...(await costs.end(messages)),
  };
}

const product = (work: (product: Product, run: RunOptions) => Promise<Figures>): Contender => ({
  name: 'product',
  async run(run) {
    const system = await Product.start(run, { workers: 0 });
    try {
      return await work(system, run);
    } finally {
      await system.servers.stop();
    }
  },
});

const bare: Contender = {
  name: 'bare Fastify, one batched INSERT',
  async run(run) {
    const servers = await Servers.start({ redis: false, profileFolder: run.profileFolder });
    try {
      const port = await freePort();
      const environment = { DATABASE_URL: await servers.emptyDatabase('bare'), PORT: String(port) };
      servers.begin('api', { script: 'test/bench/programs/bare-intake.js', environment });
      await servers.answers(`http://127.0.0.1:${port}/health/ready`);
      const request = (index: number): string =>
        postRequest('/messages', { 'idempotency-key': `bench-${index}` }, JSON.stringify(orderFor(index, '1')));
      return await accept(servers, { host: '127.0.0.1', port }, request, run);
    } finally {
      await servers.stop();
    }
  },
};

const baseline: Contender = {
  name: 'NestJS, TypeORM save, BullMQ',
  async run(run) {
    const system = await Baseline.start(run, { workers: 0 });
    try {
      return await accept(system.servers, system.target, (index) => system.request(index), run);
    } finally {
      await system.servers.stop();
    }
  },
};

const MESSAGES_AND_QUEUE = [
  `CREATE TABLE raw_messages (id uuid PRIMARY KEY, key text NOT NULL UNIQUE, recipient text NOT NULL, template text NOT NULL,
     parameters jsonb NOT NULL, reference text NOT NULL, status smallint NOT NULL DEFAULT 0, created_at timestamptz NOT NULL DEFAULT now())`,
  `CREATE TABLE raw_queue (message_id uuid PRIMARY KEY, state smallint NOT NULL DEFAULT 0, due_at timestamptz NOT NULL DEFAULT now())`,
];

const INSERT = `
  WITH kept AS (
    INSERT INTO raw_messages (id, key, recipient, template, parameters, reference)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::text[]) RETURNING id)
  INSERT INTO raw_queue (message_id) SELECT id FROM kept`;

/** PostgreSQL alone, with a message and its place in a queue. */
const rawInserts: Contender = {
  name: 'raw unnest inserts',
  async run(run) {
    const servers = await Servers.start({ redis: false, profileFolder: run.profileFolder });
    const pool = new Pool({ connectionString: await servers.emptyDatabase('raw'), max: STATEMENTS_AT_ONCE });
    try {
      for (const statement of MESSAGES_AND_QUEUE) await pool.query(statement);
      const costs = await Costs.begin(servers);
      const startedAt = performance.now();
      let rows = 0;
      const insertAll = async (): Promise<void> => {
        while (performance.now() - startedAt < run.seconds * 1_000) {
          const ids = Array.from({ length: ROWS }, () => randomUUID());
          const column = (of: (id: string) => string): string[] => ids.map(of);
          const parameters = column((id) => JSON.stringify(['Proveedor ABC', `PO-${id}`, '€1,250.00']));
          const [recipients, templates] = [column(() => '+34600000000'), column(() => 'po_notification')];
          const values = [ids, ids, recipients, templates, parameters, column((id) => `PO-${id}`)];
          await pool.query({ name: 'insert', text: INSERT, values });
          rows += ROWS;
        }
      };
      await Promise.all(Array.from({ length: STATEMENTS_AT_ONCE }, insertAll));
      const seconds = (performance.now() - startedAt) / 1_000;
      return { 'messages a second': rows / seconds, ...(await costs.end(rows)) };
    } finally {
      await pool.end();
      await servers.stop();
    }
  },
};

export const acceptOne: Scenario = {
  name: 'accept',
  about: 'POST /messages over 64 connections, each answered when it is on disk; nobody sends',
  usual: { seconds: 20, rate: 0, messages: 0, rounds: 5 },
  contenders: [
    product((system, run) => accept(system.servers, system.target, (index) => system.request(index), run)),
    bare,
    baseline,
  ],
  compared: ['messages a second'],
};

export const acceptBatch: Scenario = {
  name: 'accept-batch',
  about: 'POST /messages/batch of 1,000 over 4 connections; nobody sends',
  usual: { seconds: 20, rate: 0, messages: 0, rounds: 5 },
  contenders: [product(acceptBatches), rawInserts],
  compared: ['messages a second'],
};
