import { RollUpRepository } from '#usage';
import { newMessage, SendingDatabase, statusOf } from '../sending/sending-database.js';
import { median } from './quantile.js';
import { say } from './say.js';

/*
 * What it costs that every change of a message is written down for the figures (docs/decisions/0016-figures-are-counted-from-changes.md):
 * the statements that accept messages and merge what Meta tells of them, one batch after the other, with and without the triggers
 * by turns; and how many changes a worker counts meanwhile.
 */

const MESSAGES = 10_000;
const BATCH = 500;
const ROUNDS = 3;
const STATUSES = ['sent', 'delivered', 'read'] as const;
const PRICING = { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' };

type Step = 'accepted' | (typeof STATUSES)[number];
/** Messages a second. */
type Rates = Readonly<Record<Step, number>>;

async function live(database: SendingDatabase): Promise<Rates> {
  const ids: string[] = [];
  const accepted = await rateOf(async (start) => {
    const batch = Array.from({ length: BATCH }, () => newMessage());
    await database.intake.insert(batch);
    ids.splice(start, 0, ...batch.map(({ id }) => id));
  });
  const tell = (status: (typeof STATUSES)[number]): Promise<number> =>
    rateOf(async (start) => {
      const reports = ids.slice(start, start + BATCH).map((id) => statusOf(id, status, { pricing: PRICING }));
      await database.report(...reports);
    });
  return { accepted, sent: await tell('sent'), delivered: await tell('delivered'), read: await tell('read') };
}

async function rateOf(work: (start: number) => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  for (let start = 0; start < MESSAGES; start += BATCH) await work(start);
  return Math.round((MESSAGES * 1_000) / (performance.now() - startedAt));
}

async function countedPerSecond(database: SendingDatabase): Promise<number> {
  const rollUp = new RollUpRepository(database.dataSource, 'UTC');
  await database.sql(`UPDATE figures_standing SET counted_for = 'UTC'`);
  const [row] = await database.sql<{ changes: number }>('SELECT count(*)::integer AS changes FROM message_changes');
  const startedAt = performance.now();
  while (await rollUp.count());
  return Math.round(((row?.changes ?? 0) * 1_000) / (performance.now() - startedAt));
}

const database = await SendingDatabase.start();
await database.empty();
await live(database);
const [without, written]: [Rates[], Rates[]] = [[], []];
for (let round = 0; round < ROUNDS; round += 1) {
  await database.sql('ALTER TABLE whatsapp_messages DISABLE TRIGGER USER');
  without.push(await live(database));
  await database.sql('ALTER TABLE whatsapp_messages ENABLE TRIGGER USER');
  written.push(await live(database));
}
const steps: readonly Step[] = ['accepted', ...STATUSES];
const figures = steps.map((step) => ({
  step,
  without: median(without.map((rates) => rates[step])),
  with: median(written.map((rates) => rates[step])),
}));
const counted = await countedPerSecond(database);
for (const figure of figures) {
  say(`${figure.step.padEnd(10)} ${figure.without} messages a second without the triggers, ${figure.with} with them`);
}
say(`${counted} changes a second are counted`);
say(JSON.stringify({ bench: 'counting', messages: MESSAGES, batch: BATCH, figures, counted }));
await database.stop();
