import { expect, it } from 'vitest';
import { ALL, BACKENDS, FaultStack, LONG } from './fault-stack.js';
import { judge, settled } from './oracle.js';
import { steadyLoad } from './steady-load.js';
import { tell } from './tell.js';

const backend = BACKENDS[0] ?? 'postgres';
const LIMIT = LONG ? 900_000 : 150_000;

/** Nobody may wait longer for a lock (docs/decisions/0009-migrations-beside-traffic.md). */
const LONGEST_WAIT_MS = 2_000;

const INSTALLATIONS = [
  { title: 'one API and two workers', options: { backend, workers: 2 } },
  {
    title: 'three APIs and four workers',
    options: { backend, apis: 3, workers: 4, postgres: { settings: { max_connections: '300' } } },
  },
];

it.each(INSTALLATIONS.slice(0, ALL ? undefined : 1).map(({ title, options }) => [title, options] as const))(
  'loses, doubles and delays nothing while the next version migrates behind a long report and old processes go on: %s (F4)',
  { timeout: LIMIT },
  async (title, options) => {
    const [messages, rate, triesInVain] = LONG ? [6_000, 100, 5] : [600, 60, 1];
    const stack = await FaultStack.start(options);
    try {
      const loading = steadyLoad(stack, messages, rate, `F4-${options.workers}`);
      const report = stack.database.createQueryRunner();
      await report.startTransaction();
      await report.query('SELECT count(*) FROM whatsapp_messages');
      let done = false;
      const migrating = stack.migrate('further-migrations.mjs').finally(() => {
        done = true;
      });
      let longestWaitMs = 0;
      let gaveUp = 0;
      for (let waited = false; !done;) {
        const { waits, longestMs } = await lockWaits(stack);
        longestWaitMs = Math.max(longestWaitMs, longestMs);
        gaveUp += waited && !waits ? 1 : 0;
        waited = waits;
        if (gaveUp === triesInVain && report.isTransactionActive) await report.commitTransaction();
      }
      await report.release();
      const { exitCode, said } = await migrating;
      const load = await loading;
      const settledAfter = await settled(stack, load.accepted, 60_000);
      const verdict = await judge(stack, load.accepted);
      const { p99Ms, slowestMs } = load;
      tell(`F4, ${title}`, { ...verdict, longestWaitMs, p99Ms, slowestMs, settledAfter });
      process.stdout.write(said);
      expect(exitCode).toBe(0);
      expect(said).toMatch(
        /^AddCostCentre9999999999001 waits for its tables: .* is open for \d+ s; once more in 1 s$/m,
      );
      // It may have had to wait for its tables between two of them.
      expect(said.match(/^applied .*$/gm)).toEqual([
        'applied AddCostCentre9999999999001',
        'applied AddCostCentreToQueue9999999999002',
        'applied IndexCostCentre9999999999003',
      ]);
      expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0, held: 0, unconfirmedEver: 0 });
      // In the short tier a caller may have given up (0) and come again: how fast it goes is the long tier's to say.
      expect([...load.answers.keys()].filter((status) => LONG || status !== 0)).toEqual([202]);
      expect(longestWaitMs).toBeLessThan(LONGEST_WAIT_MS);
      expect(slowestMs).toBeLessThan(LONG ? LONGEST_WAIT_MS + 500 : 15_000);
    } finally {
      await stack.close();
    }
  },
);

/** Whether the migration waits for a lock now, and for how many milliseconds anybody else has been waiting for one. */
async function lockWaits(stack: FaultStack): Promise<{ readonly waits: boolean; readonly longestMs: number }> {
  const [row]: { waits: boolean; longestMs: number }[] = await stack.database.query(
    `SELECT count(*) FILTER (WHERE migrates) > 0 AS waits, COALESCE(max(ms) FILTER (WHERE NOT migrates), 0)::integer AS "longestMs"
     FROM (SELECT a.application_name = 'recado-migrate' AS migrates,
         extract(epoch FROM clock_timestamp() - l.waitstart) * 1000 AS ms
       FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT l.granted) waiting`,
  );
  return row ?? { waits: false, longestMs: 0 };
}
