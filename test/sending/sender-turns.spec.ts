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

describe('the turns of a number', () => {
  it('follow each other, whoever takes them', async () => {
    const began = performance.now();
    const taken = await Promise.all(
      Array.from({ length: 50 }, async () => (await turns.take(SENDER, 8, EVERY_MS)) + performance.now() - began),
    );
    const firsts = taken.toSorted((one, other) => one - other);
    const apart = firsts.slice(1).map((first, index) => first - (firsts[index] ?? 0));
    // As far apart as eight calls need, but for how long the answers took.
    expect((firsts.at(-1) ?? 0) - (firsts[0] ?? 0)).toBeGreaterThan(49 * 8 * EVERY_MS - 500);
    expect(Math.max(...apart)).toBeLessThan(8 * EVERY_MS + 500);
  });

  it('cannot be saved up for later', async () => {
    expect(await turns.take(SENDER, 1, EVERY_MS)).toBeGreaterThanOrEqual(-16);
    await database.sql(`UPDATE sender_turns SET next_at = now() - interval '1 hour'`);
    const firsts = [await turns.take(SENDER, 4, EVERY_MS), await turns.take(SENDER, 4, EVERY_MS)];
    expect(firsts[0]).toBeGreaterThanOrEqual(-16);
    expect(firsts[1]).toBeGreaterThan(-16 + EVERY_MS);
  });

  it('are those of one number only', async () => {
    await turns.take(SENDER, 8_000, EVERY_MS);
    expect(await turns.take(SENDER, 1, EVERY_MS)).toBeGreaterThan(90_000);
    expect(await turns.take('4711', 1, EVERY_MS)).toBeLessThanOrEqual(0);
  });
});
