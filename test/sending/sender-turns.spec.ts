import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SenderTurnsRepository } from '#sending';
import { SENDER, SendingDatabase } from './sending-database.js';

const EVERY_MS = 1_000 / 80;

let database: SendingDatabase;
let turns: SenderTurnsRepository;
beforeAll(async () => {
  database = await SendingDatabase.start();
  turns = new SenderTurnsRepository(database.dataSource);
});
afterAll(() => database.stop());
beforeEach(() => database.empty());

/** Milliseconds from when they were taken until the first of them. */
async function wait(count: number, everyMs = EVERY_MS, sender = SENDER): Promise<number> {
  const { takenAtMs, firstAtMs } = await turns.take(sender, count, everyMs);
  return firstAtMs - takenAtMs;
}

describe('the turns of a number', () => {
  it('follow each other, whoever takes them', async () => {
    const taken = await Promise.all(Array.from({ length: 50 }, () => turns.take(SENDER, 8, EVERY_MS)));
    const firsts = taken.map(({ firstAtMs }) => firstAtMs).toSorted((one, other) => one - other);
    const apart = firsts.slice(1).map((first, index) => first - (firsts[index] ?? 0));
    expect(Math.min(...apart)).toBeGreaterThan(8 * EVERY_MS - 0.01);
  });

  it('cannot be saved up for later, but for a moment', async () => {
    expect(await wait(1)).toBeCloseTo(-15, -1);
    await database.sql(`UPDATE sender_turns SET next_at = now() - interval '1 hour'`);
    expect(await wait(4)).toBeCloseTo(-15, -1);
    expect(await wait(4)).toBeGreaterThan(-15);
  });

  it('begin anew where the clock of PostgreSQL was set back', async () => {
    await wait(1);
    await database.sql(`UPDATE sender_turns SET next_at = now() + interval '1 hour'`);
    expect(await wait(1)).toBeLessThanOrEqual(0);
    // A number that sends once a second may have many workers that wait for a turn.
    await database.sql(`UPDATE sender_turns SET next_at = clock_timestamp() + interval '50 seconds'`);
    expect(await wait(1, 1_000)).toBeGreaterThan(40_000);
  });

  it('are those of one number only', async () => {
    await wait(80 * 5);
    expect(await wait(1)).toBeGreaterThan(4_000);
    expect(await wait(1, EVERY_MS, '4711')).toBeLessThanOrEqual(0);
  });
});
