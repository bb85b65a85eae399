import { expect, it } from 'vitest';
import { PostgresBackup } from './postgres-backup.js';
import { BACKENDS, FaultStack, LONG } from './fault-stack.js';
import { judge } from './oracle.js';
import { steadyLoad } from './steady-load.js';
import { until } from '../support/stack.js';
import { at } from '../support/examples.js';
import { tell } from './tell.js';

const backend = BACKENDS[0] ?? 'postgres';
const LIMIT = 900_000;

/** Whoever would send again by the evidence of new messages would do so well before the limit. */
const QUICK = {
  UNCONFIRMED_WAIT: '2s',
  UNCONFIRMED_SOLO_WAIT: '3s',
  RECEIVER_HEALTHY_FOR: '3s',
  UNCONFIRMED_MAX: '7s',
};

it.runIf(LONG)(
  'sends nothing twice after an older database is restored: it stops by itself until a person says when that was (F5)',
  { timeout: LIMIT },
  async () => {
    const [messages, later, mps, rate] = [3_000, 500, 80, 300];
    const stack = await FaultStack.start({
      backend,
      workers: 2,
      environment: {
        ...QUICK,
        WHATSAPP_MAX_MPS: String(mps),
        SANDBOX_READ_AFTER_MS: '1500',
      },
    });
    try {
      // Nothing is sent before the backup is made, so that all of it is sent after it.
      for (const worker of [0, 1]) stack.signalWorker(worker, 'SIGSTOP');
      const kept = await steadyLoad(stack, messages, rate, 'F5-kept');
      const backup = await PostgresBackup.of(stack);
      for (const worker of [0, 1]) stack.signalWorker(worker, 'SIGCONT');
      const gone = await steadyLoad(stack, later, rate, 'F5-gone');
      await until('Meta has everything', async () => (await acceptedByMeta(stack)) === messages + later, 120_000);

      await backup.restore(stack);
      const restoredAt = new Date();
      await until('sending stops by itself', () => recoveryIsNeeded(stack));
      await until('and says so', async () => (await stack.workerLog()).includes('database.other_cluster'), 10_000);
      const fresh = await steadyLoad(stack, 5, 50, 'F5-fresh');
      // Meta's late word on what it took since the backup; what it has said before is lost with the database.
      await until('Meta has said everything', async () => (await toldByMeta(stack)) === 3 * (messages + later), 60_000);
      expect(await acceptedByMeta(stack)).toBe(messages + later);
      const unfinished = (await unfinishedOf(stack)) - fresh.accepted.length;
      expect(unfinished).toBeGreaterThan(0);

      const { exitCode, said } = await stack.recado('recover', '--restored-at', restoredAt.toISOString());
      process.stdout.write(said);
      expect(exitCode).toBe(0);
      expect(said).toContain(`${unfinished} unfinished message(s) are UNCONFIRMED: Meta may have them.`);
      expect(said).toContain('What was accepted after the backup was made is gone');
      const known = [...kept.accepted, ...fresh.accepted];
      // Not READ: Meta has said that of some of them before, and says it only once.
      await until('all is decided', async () => (await waitingOf(stack)) === 0, 60_000);
      const verdict = await judge(stack, known);
      tell('F5', { ...verdict, unfinished });
      expect(verdict).toMatchObject({ lost: 0, duplicated: 0, stuck: 0, held: unfinished, resent: 0 });
      expect(verdict.books.accepted).toBe(known.length - unfinished);
      const [first = ''] = gone.accepted;
      expect((await fetch(`${stack.apiUrl}/messages/${first}`, { headers: stack.headers })).status).toBe(404);
      const held = await stack.recado('messages', 'held');
      expect(held.said).toContain('held. Ask the recipient, then release (send again) or fail.');
      expect(held.said).toContain('PO-');
    } finally {
      await stack.close();
    }
  },
);

async function acceptedByMeta(stack: FaultStack): Promise<number> {
  return Number(at(await stack.control('GET', '/sandbox/stats'), 'accepted'));
}

/** Statuses that our webhook has answered with 200: sent, delivered and read of each message. */
async function toldByMeta(stack: FaultStack): Promise<number> {
  return Number(at(await stack.control('GET', '/sandbox/stats'), 'changesDelivered'));
}

async function recoveryIsNeeded(stack: FaultStack): Promise<boolean> {
  // The connections of before the restore are dead, and say so once.
  const rows: unknown[] = await stack.database.query('SELECT FROM installation WHERE recovery_needed').catch(() => []);
  return rows.length > 0;
}

/** Messages that do not wait for a person. */
async function waitingOf(stack: FaultStack): Promise<number> {
  const [row]: { count: number }[] = await stack.database.query(
    'SELECT count(*)::integer AS count FROM send_queue WHERE state < 3',
  );
  return row?.count ?? 0;
}

async function unfinishedOf(stack: FaultStack): Promise<number> {
  const [row]: { count: number }[] = await stack.database.query('SELECT count(*)::integer AS count FROM send_queue');
  return row?.count ?? 0;
}
