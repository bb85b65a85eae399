import { expect, it } from 'vitest';
import { BACKENDS, FaultStack, LONG } from './fault-stack.js';
import { judge, settled } from './oracle.js';
import { pause } from './run-fault.js';
import { SmallDisk } from './small-disk.js';
import { steadyLoad } from './steady-load.js';
import { tell } from './tell.js';

const LIMIT = LONG ? 900_000 : 150_000;
const MEGABYTES = LONG ? 400 : 160;

it.each(LONG ? BACKENDS : BACKENDS.slice(0, 1))(
  'accepts nothing that it cannot keep while the disk of PostgreSQL is full, and goes on by itself, queues in %s (F7)',
  { timeout: LIMIT },
  async (backend) => {
    const [messages, rate, fullForMs] = LONG ? [4_000, 100, 20_000] : [300, 60, 3_000];
    const disk = await SmallDisk.mount(MEGABYTES);
    if (disk === null)
      process.stderr.write('\n!!! A FULL DISK IS ONLY PLAYED HERE: only root may mount a small one !!!\n\n');
    const settings = { max_wal_size: '64MB', min_wal_size: '32MB' };
    const stack = await FaultStack.start({
      backend,
      workers: 2,
      ...(disk === null ? {} : { postgres: { folder: disk.folder, settings } }),
    });
    try {
      stack.supervisePostgres();
      const loading = steadyLoad(stack, messages, rate, 'F7');
      await pause(1_500);
      await (disk === null ? playFullDisk(stack) : disk.fill());
      await pause(fullForMs);
      await (disk === null ? playEmptyDisk(stack) : disk.free());
      const load = await loading;
      const settledAfter = await settled(stack, load.accepted, 90_000);
      const verdict = await judge(stack, load.accepted);
      const answers = Object.fromEntries(load.answers);
      const broken = Object.fromEntries(load.broken);
      tell(`F7-disk-${backend}`, { ...verdict, answers, broken, slowestMs: load.slowestMs, settledAfter });
      expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0 });
      expect(load.answers.get(503)).toBeGreaterThan(0);
      expect(broken).toEqual({});
      // In the short tier a caller may have given up and come again: how fast the 503 comes is the long tier's to say.
      const statuses = [...load.answers.keys()].filter((status) => LONG || status !== 0);
      expect(new Set(statuses)).toEqual(new Set([202, 503]));
      expect(stack.postgresErrors.some((line) => /No space left on device/.test(line))).toBe(true);
    } finally {
      await disk?.free();
      await stack.close();
      await disk?.unmount();
    }
  },
);

it.runIf(LONG && BACKENDS.includes('redis'))(
  'goes on accepting while Redis has no memory left, and sends all of it afterwards (F7)',
  { timeout: LIMIT },
  async () => {
    const [messages, rate, fullForMs] = [4_000, 100, 20_000];
    // What waited is sent at a pace that the sandbox can answer: a call without an answer would be another fault.
    const environment = { WHATSAPP_MAX_MPS: '200' };
    const stack = await FaultStack.start({ backend: 'redis', workers: 2, environment });
    try {
      const loading = steadyLoad(stack, messages, rate, 'F7-redis');
      await pause(1_500);
      await stack.askRedis('CONFIG', 'SET', 'maxmemory', '1mb');
      await pause(fullForMs);
      await stack.askRedis('CONFIG', 'SET', 'maxmemory', '0');
      const load = await loading;
      const settledAfter = await settled(stack, load.accepted, 90_000);
      const verdict = await judge(stack, load.accepted);
      tell('F7-redis', { ...verdict, p99Ms: load.p99Ms, slowestMs: load.slowestMs, settledAfter });
      expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0, unconfirmedEver: 0 });
      expect([...load.answers.keys()]).toEqual([202]);
      expect(await stack.askRedis('INFO', 'errorstats')).toContain('errorstat_OOM');
    } finally {
      await stack.close();
    }
  },
);

/** What PostgreSQL answers when a table cannot grow, without the disk. */
async function playFullDisk(stack: FaultStack): Promise<void> {
  await stack.database.query(`
    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$`);
  for (const table of ['whatsapp_messages', 'send_queue', 'send_attempts', 'webhook_payloads']) {
    await stack.database.query(
      `CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION full_disk()`,
    );
  }
}

async function playEmptyDisk(stack: FaultStack): Promise<void> {
  await stack.database.query('DROP FUNCTION full_disk CASCADE');
}
