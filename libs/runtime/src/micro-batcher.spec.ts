import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BacklogFullError, type BatchFault, MicroBatcher, type MicroBatcherOptions } from './micro-batcher.js';

class Refused extends Error {
  constructor(readonly fault: BatchFault) {
    super(fault);
  }
}

/** A writer that doubles numbers and remembers the batches that it was given. */
function doubling(options: Partial<MicroBatcherOptions<number, number>> = {}) {
  const batches: number[][] = [];
  const write = options.write ?? ((items: readonly number[]) => Promise.resolve(items.map((item) => item * 2)));
  const batcher = new MicroBatcher<number, number>({
    faultOf: (error) => (error instanceof Refused ? error.fault : 'item'),
    windowMs: 1,
    maxItems: 1_000,
    maxInFlight: 2,
    maxWaiting: 10_000,
    stalledAfterMs: Infinity,
    ...options,
    write: (items) => {
      batches.push([...items]);
      return write(items);
    },
  });
  return { batcher, batches };
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('a micro-batcher', () => {
  it('gathers what comes at the same time into one batch, and answers each item with its own result', async () => {
    const { batcher, batches } = doubling();
    const results = await Promise.all(numbers(100).map((item) => batcher.add(item)));
    expect(results).toEqual(numbers(100).map((item) => item * 2));
    expect(batches).toEqual([numbers(100)]);
  });

  it('writes at once where no statement was under way for a window', async () => {
    const { batcher, batches } = doubling({ windowMs: 50 });
    const results = [1, 2].map((item) => batcher.add(item));
    await turn();
    await turn();
    expect(batches).toEqual([[1, 2]]);
    await Promise.all(results);
    const soon = [3, 4].map((item) => wait(item).then(() => batcher.add(item)));
    await Promise.all(soon);
    expect(batches.slice(1)).toEqual([[3, 4]]);
    await wait(60);
    void batcher.add(5);
    await turn();
    await turn();
    expect(batches.at(-1)).toEqual([5]);
  });

  describe('while a statement is under way', () => {
    beforeEach(() => vi.useFakeTimers());
    afterEach(() => vi.useRealTimers());
    const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

    /** Each statement that begins with 1 or 2 ends when it is told to; any other at once. */
    function hanging(options: Partial<MicroBatcherOptions<number, number>>) {
      const ends = new Map<number, () => void>();
      const made = doubling({
        ...options,
        write: async (items) => {
          const [first = 0] = items;
          if (first <= 2) await new Promise<void>((resolve) => ends.set(first, resolve));
          return items;
        },
      });
      return { ...made, end: (first: number): void => ends.get(first)?.() };
    }

    it('gathers until that ends, and at least for a window', async () => {
      const { batcher, batches, end } = hanging({ windowMs: 20 });
      await pass(20);
      void batcher.add(1);
      await pass(1);
      void batcher.add(3);
      await pass(30);
      void batcher.add(4);
      expect(batches).toEqual([[1]]);
      end(1);
      await pass(0);
      expect(batches.slice(1)).toEqual([[3, 4]]);

      await pass(20);
      void batcher.add(2);
      await pass(1);
      void batcher.add(5);
      end(2);
      await pass(15);
      void batcher.add(6);
      expect(batches.slice(2)).toEqual([[2]]);
      await pass(5);
      expect(batches.slice(3)).toEqual([[5, 6]]);
    });

    it('begins another beside it when that is full', async () => {
      const { batcher, batches } = hanging({ maxItems: 2 });
      void batcher.add(1);
      await pass(1);
      for (const item of [3, 4]) void batcher.add(item);
      expect(batches).toEqual([[1], [3, 4]]);
    });

    it('begins another beside it when what waits is as large as a statement may be', async () => {
      const { batcher, batches } = hanging({ size: { of: (item) => item, max: 10 } });
      void batcher.add(1);
      await pass(1);
      for (const item of [4, 6]) void batcher.add(item);
      expect(batches).toEqual([[1], [4, 6]]);
    });

    it('begins another beside it for what waits for 50 ms: it may hang on a lock', async () => {
      const { batcher, batches } = hanging({});
      void batcher.add(1);
      await pass(1);
      const behind = batcher.add(3);
      await pass(49);
      expect(batches).toEqual([[1]]);
      await pass(1);
      expect(batches).toEqual([[1], [3]]);
      expect(await behind).toBe(3);
    });

    it('begins another beside it for what did not fit into it, after 50 ms', async () => {
      const { batcher, batches } = hanging({ size: { of: (item) => item, max: 5 } });
      for (const item of [1, 3, 4]) void batcher.add(item);
      expect(batches).toEqual([[1, 3]]);
      await pass(50);
      expect(batches).toEqual([[1, 3], [4]]);
    });
  });

  it('writes at once when a batch is full', async () => {
    const { batcher, batches } = doubling({ maxItems: 10, windowMs: 60_000 });
    await Promise.all(numbers(20).map((item) => batcher.add(item)));
    expect(batches.map((batch) => batch.length)).toEqual([10, 10]);
  });

  it('puts no more into a batch than its size allows, and alone what is larger than that', async () => {
    const { batcher, batches } = doubling({ size: { of: (item) => item, max: 10 } });
    await Promise.all([4, 5, 2, 30, 1, 9].map((item) => batcher.add(item)));
    expect(batches).toEqual([[4, 5], [2], [30], [1, 9]]);
  });

  it('has room for all that belong together or for none of them, and for however many when half of it is free', async () => {
    const { batcher, batches } = doubling({
      maxWaiting: 10,
      maxInFlight: 1,
      write: () => new Promise(() => undefined),
    });
    void batcher.add(0);
    await wait(20);
    expect(batches).toHaveLength(1);
    for (const item of numbers(5)) void batcher.add(item);
    expect(() => batcher.requireRoom(1_000)).not.toThrow();
    void batcher.add(5);
    expect(() => batcher.requireRoom(1_000)).toThrow(BacklogFullError);
    expect(() => batcher.requireRoom(5)).toThrow(BacklogFullError);
    expect(() => batcher.requireRoom(4)).not.toThrow();
  });

  it('has no more batches under way than allowed, and writes what gathered meanwhile together', async () => {
    const under: (() => void)[] = [];
    const { batcher, batches } = doubling({
      maxItems: 10,
      maxInFlight: 2,
      write: async (items) => {
        await new Promise<void>((resolve) => under.push(resolve));
        return items.map((item) => item * 2);
      },
    });
    const first = Promise.all(numbers(20).map((item) => batcher.add(item)));
    const behind = Promise.all(numbers(7).map((item) => batcher.add(item)));
    await turn();
    expect(batches).toHaveLength(2);
    for (const finish of under.splice(0)) finish();
    await first;
    await vi.waitFor(() => expect(batches.map((batch) => batch.length)).toEqual([10, 10, 7]));
    for (const finish of under.splice(0)) finish();
    expect(await behind).toEqual(numbers(7).map((item) => item * 2));
  });

  it('writes 999 of 1,000 items when one of them is poisonous, and reports that one', async () => {
    const { batcher, batches } = doubling({
      write: (items) =>
        items.includes(617) ? Promise.reject(new Refused('item')) : Promise.resolve(items.map((item) => item * 2)),
    });
    const results = await Promise.allSettled(numbers(1_000).map((item) => batcher.add(item)));
    const refused = results.flatMap((result, item) => (result.status === 'rejected' ? [item] : []));
    expect(refused).toEqual([617]);
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(999);
    // Halving 1,000 down to one takes ten steps of two statements each, not a statement a row.
    expect(batches.length).toBeLessThanOrEqual(21);
  });

  it('reports every poisonous item of a batch and spares its neighbours', async () => {
    const { batcher } = doubling({
      write: (items) =>
        items.some((item) => item % 3 === 0)
          ? Promise.reject(new Refused('item'))
          : Promise.resolve(items.map((item) => item * 2)),
    });
    const results = await Promise.allSettled(numbers(9).map((item) => batcher.add(item)));
    expect(results.map((result) => result.status === 'rejected')).toEqual(numbers(9).map((item) => item % 3 === 0));
  });

  it('repeats the same batch after a passing fault', async () => {
    let faults = 2;
    const { batcher, batches } = doubling({
      write: (items) => {
        faults -= 1;
        return faults >= 0 ? Promise.reject(new Refused('again')) : Promise.resolve(items.map((item) => item * 2));
      },
    });
    expect(await Promise.all([batcher.add(1), batcher.add(2)])).toEqual([2, 4]);
    expect(batches).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
  });

  it('gives up on a fault that does not pass', async () => {
    const { batcher } = doubling({ write: () => Promise.reject(new Refused('again')) });
    await expect(batcher.add(1)).rejects.toThrow('again');
  });

  it('fails the whole batch at once when the database is away', async () => {
    const { batcher, batches } = doubling({ write: () => Promise.reject(new Refused('outage')) });
    const results = await Promise.allSettled(numbers(50).map((item) => batcher.add(item)));
    expect(results.every((result) => result.status === 'rejected')).toBe(true);
    expect(batches).toHaveLength(1);
  });

  it('works on after an outage', async () => {
    let away = true;
    const { batcher } = doubling({
      write: (items) => (away ? Promise.reject(new Refused('outage')) : Promise.resolve(items.map((item) => item * 2))),
    });
    await expect(batcher.add(1)).rejects.toThrow('outage');
    away = false;
    expect(await batcher.add(1)).toBe(2);
  });

  it('has no room for a while after an outage, where it is told so, and tries again afterwards', async () => {
    const { batcher, batches } = doubling({
      write: () => Promise.reject(new Refused('outage')),
      outageMs: 200,
    });
    await expect(batcher.add(1)).rejects.toThrow('outage');
    expect(() => batcher.requireRoom(1)).toThrow(BacklogFullError);
    await expect(batcher.add(2)).rejects.toThrow('away a moment ago');
    await vi.waitFor(() => expect(batcher.add(3)).rejects.toThrow('outage'));
    expect(batches).toEqual([[1], [3]]);
  });

  it('refuses further items when too many wait, and takes them again later', async () => {
    let finish: () => void = () => undefined;
    const { batcher, batches } = doubling({
      maxItems: 1,
      maxInFlight: 1,
      maxWaiting: 2,
      write: async (items) => {
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        return items.map((item) => item * 2);
      },
    });
    const taken = [batcher.add(1), batcher.add(2), batcher.add(3)];
    await expect(batcher.add(4)).rejects.toBeInstanceOf(BacklogFullError);
    for (const item of taken) {
      await turn();
      finish();
      await item;
    }
    const later = batcher.add(5);
    await vi.waitUntil(() => batches.length === 4);
    finish();
    expect(await later).toBe(10);
  });

  it('refuses further items while no statement comes back, and takes them again when one does', async () => {
    let finish: () => void = () => undefined;
    const { batcher } = doubling({
      maxInFlight: 1,
      stalledAfterMs: 20,
      write: async (items) => {
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        return items.map((item) => item * 2);
      },
    });
    const hanging = batcher.add(1);
    await wait(5);
    const behind = batcher.add(2);
    await wait(30);
    await expect(batcher.add(3)).rejects.toBeInstanceOf(BacklogFullError);
    finish();
    expect(await hanging).toBe(2);
    await turn();
    finish();
    expect(await behind).toBe(4);
    const later = batcher.add(4);
    await wait(5);
    finish();
    expect(await later).toBe(8);
  });

  it('does not take a process that was busy with itself for a database that hangs', async () => {
    const { batcher } = doubling({
      maxInFlight: 1,
      stalledAfterMs: 100,
      write: async (items) => {
        await wait(20);
        return items;
      },
    });
    const underWay = batcher.add(1);
    await wait(5);
    const behind: Promise<number>[] = [];
    for (let round = 0; round < 3; round += 1) {
      const until = performance.now() + 300;
      while (performance.now() < until);
      behind.push(batcher.add(2));
    }
    expect(await Promise.all([underWay, ...behind])).toEqual([1, 2, 2, 2]);
  });

  it('takes a writer that answers too few results for a bug of every item', async () => {
    const { batcher } = doubling({ write: () => Promise.resolve([]) });
    await expect(Promise.all([batcher.add(1), batcher.add(2)])).rejects.toThrow('1 items, 0 results');
  });
});
