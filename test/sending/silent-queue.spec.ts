import { Queue, Worker } from 'bullmq';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '#local-postgres';
import { QueueStorage } from '#queues';
import { Firewall } from '../support/firewall.js';
import { startTestPostgres, type TestPostgres } from '../support/local-servers.js';
import { migrated, until } from '../support/stack.js';

const NAME = 'send-1';

let postgres: TestPostgres;
let firewall: Firewall;
/** The worker's, through the firewall, and the test's own. */
let storages: { readonly worker: QueueStorage; readonly ours: QueueStorage };
let queue: Queue;
let worker: Worker;
const processed: (string | undefined)[] = [];

beforeAll(async () => {
  postgres = await startTestPostgres(migrated);
  const url = new URL(postgres.url);
  firewall = new Firewall(Number(url.port));
  url.port = String(await freePort());
  await firewall.listen(Number(url.port));
  storages = {
    worker: QueueStorage.open({ redisUrl: undefined, databaseUrl: url.href, role: 'worker', statementTimeoutMs: 500 }),
    ours: QueueStorage.open({ redisUrl: undefined, databaseUrl: postgres.url, role: 'producer' }),
  };
  queue = new Queue(NAME, { connection: storages.ours.connection });
  const process = (job: { id?: string }): Promise<void> => {
    processed.push(job.id);
    return Promise.resolve();
  };
  worker = new Worker(NAME, process, { connection: storages.worker.connection, drainDelay: 1, runRetryDelay: 100 });
  worker.on('error', () => undefined);
});

afterAll(async () => {
  await worker.close(true);
  await queue.close();
  await storages.worker.close();
  await storages.ours.close();
  firewall.close();
  await postgres.stop();
});

async function processes(id: string): Promise<void> {
  await queue.add('send', {}, { jobId: id });
  await until(`job ${id} is processed`, () => Promise.resolve(processed.includes(id)), 20_000);
}

it('a worker goes on when a firewall forgets its connections to the queue in PostgreSQL', async () => {
  await processes('before');
  firewall.forget();
  await processes('after');
  expect(processed).toEqual(['before', 'after']);
});
