import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import { Pool } from 'pg';

/*
 * What Fastify accepts durably at the most: what comes within two milliseconds is one INSERT into one table, two of them at once;
 * the answer is given after the commit. Nothing is checked, and nothing is sent.
 */

const WINDOW_MS = 2;
const MOST_IN_FLIGHT = 2;

interface Row {
  readonly id: string;
  readonly key: string;
  readonly body: string;
  readonly kept: () => void;
  readonly failed: (error: unknown) => void;
}

const pool = new Pool({ connectionString: process.env['DATABASE_URL'] ?? '', max: MOST_IN_FLIGHT });
await pool.query('CREATE TABLE bare_messages (id uuid PRIMARY KEY, key text NOT NULL UNIQUE, body jsonb NOT NULL)');

let waiting: Row[] = [];
let inFlight = 0;
let timer: NodeJS.Timeout | null = null;

function keep(body: unknown, key: string): Promise<string> {
  const id = randomUUID();
  return new Promise((resolve, reject) => {
    waiting.push({ id, key, body: JSON.stringify(body), kept: () => resolve(id), failed: reject });
    timer ??= setTimeout(flush, WINDOW_MS);
  });
}

function flush(): void {
  timer = null;
  if (waiting.length === 0 || inFlight === MOST_IN_FLIGHT) return;
  const rows = waiting;
  waiting = [];
  inFlight += 1;
  const columns = [rows.map(({ id }) => id), rows.map(({ key }) => key), rows.map(({ body }) => body)];
  const text = 'INSERT INTO bare_messages SELECT * FROM unnest($1::uuid[], $2::text[], $3::jsonb[])';
  pool
    .query({ name: 'insert', text, values: columns })
    .then(
      () => rows.forEach(({ kept }) => kept()),
      (error: unknown) => rows.forEach(({ failed }) => failed(error)),
    )
    .finally(() => {
      inFlight -= 1;
      flush();
    });
}

const app = Fastify();
app.get('/health/ready', async () => ({ status: 'ok' }));
app.post('/messages', async ({ body, headers }, reply) => {
  const id = await keep(body, String(headers['idempotency-key']));
  return reply.code(202).send({ id, status: 'PENDING' });
});
await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT'] ?? 0) });
for (const event of ['disconnect', 'SIGTERM']) process.once(event, () => process.exit(0));
