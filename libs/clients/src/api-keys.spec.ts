import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hashSecret, newApiKey, readApiKey, writeApiKey } from './api-key.js';
import { ApiKeys } from './api-keys.js';
import type { StoredKey } from './stored-key.js';

const ADMIN_KEY = 'a'.repeat(32);
const given = newApiKey(randomBytes);
const text = writeApiKey(given);

function storedKey(change: Partial<StoredKey> = {}): StoredKey {
  return {
    id: given.id,
    clientId: '01990000-0000-7000-8000-000000000001',
    secretHash: hashSecret(given.secret),
    scopes: ['messages:write', 'a scope of a later version'],
    senderIds: null,
    revoked: false,
    livesForMs: null,
    ...change,
  };
}

interface TriedKeys {
  readonly keys: ApiKeys;
  readonly reads: () => number;
  readonly marks: () => number;
  readonly wait: (ms: number) => void;
}

/** Over a database that has this row; `now` begins like that of a process that has just started. */
function keysOver(rows: () => StoredKey | null): TriedKeys {
  let [reads, marks, now] = [0, 0, 0];
  const repository = {
    find: (ids: readonly string[]) => {
      reads += 1;
      const row = rows();
      return Promise.resolve(ids.map((id) => (row?.id === id ? row : null)));
    },
    markUsed: () => {
      marks += 1;
      return Promise.resolve();
    },
  };
  const keys = new ApiKeys(repository, ADMIN_KEY, () => now);
  return { keys, reads: () => reads, marks: () => marks, wait: (ms) => void (now += ms) };
}

describe('an API key', () => {
  it('is rk_, eight characters to find it, 32 to prove it', () => {
    expect(text).toMatch(/^rk_[0-9A-Za-z]{8}_[0-9A-Za-z]{32}$/);
    expect(readApiKey(text)).toEqual(given);
  });

  it('lets its client in, with the scopes that this version knows', async () => {
    const { keys } = keysOver(() => storedKey());
    expect(await keys.verify(text)).toMatchObject({ keyId: given.id, scopes: ['messages:write'], senderIds: null });
  });

  it.each([
    ['with another secret', () => storedKey(), writeApiKey({ ...given, secret: 'x'.repeat(32) })],
    ['that nobody made', () => null, text],
    ['that expired', () => storedKey({ livesForMs: 0 }), text],
    ['that was revoked', () => storedKey({ revoked: true }), text],
    ['of another form', () => storedKey(), `${text}x`],
    ['that is empty', () => storedKey(), ''],
  ])('does not let in one %s', async (_which, rows, presented) => {
    expect(await keysOver(rows).keys.verify(presented)).toBeNull();
  });

  it('is read from the database every four seconds at most, and a revoked one ends then', async () => {
    let row = storedKey();
    const { keys, reads, wait } = keysOver(() => row);
    for (let i = 0; i < 10; i += 1) await keys.verify(text);
    expect(reads()).toBe(1);
    row = storedKey({ revoked: true });
    wait(3_999);
    expect(await keys.verify(text)).not.toBeNull();
    wait(1);
    expect(await keys.verify(text)).toBeNull();
    expect(await keys.verify(text)).toBeNull();
  });

  it('that was revoked while the database was slow is not believed for longer', async () => {
    const answers: ((row: StoredKey) => void)[] = [];
    let now = 0;
    const find = () => new Promise<StoredKey[]>((answer) => answers.push((row) => answer([row])));
    const keys = new ApiKeys({ find, markUsed: () => Promise.resolve() }, ADMIN_KEY, () => now);
    const first = keys.verify(text);
    now = 3_000;
    answers[0]?.(storedKey());
    expect(await first).not.toBeNull();
    now = 4_000;
    const second = keys.verify(text);
    expect(answers).toHaveLength(2);
    answers[1]?.(storedKey({ revoked: true }));
    expect(await second).toBeNull();
  });

  it('that was revoked is not let in by an answer to a question from before, however long the database takes', async () => {
    const answers: ((row: StoredKey) => void)[] = [];
    let now = 0;
    const find = () => new Promise<StoredKey[]>((answer) => answers.push((row) => answer([row])));
    const keys = new ApiKeys({ find, markUsed: () => Promise.resolve() }, ADMIN_KEY, () => now);
    const first = keys.verify(text);
    now = 3_999;
    const joins = keys.verify(text);
    now = 4_000;
    const asksAnew = keys.verify(text);
    expect(answers).toHaveLength(2);
    now = 7_999;
    answers[1]?.(storedKey({ revoked: true }));
    expect(await asksAnew).toBeNull();
    answers[0]?.(storedKey());
    expect(await Promise.all([first, joins])).not.toContain(null);
    // What comes late is not believed instead of what was asked later.
    expect([await keys.verify(text), answers.length]).toEqual([null, 2]);
  });

  it('is asked for once by all requests of one moment', async () => {
    const { keys, reads } = keysOver(() => storedKey());
    const callers = await Promise.all(Array.from({ length: 50 }, () => keys.verify(text)));
    expect(callers.filter((caller) => caller !== null)).toHaveLength(50);
    expect(reads()).toBe(1);
  });

  it('ends at its time, although its row is believed', async () => {
    const { keys, wait } = keysOver(() => storedKey({ livesForMs: 1_000 }));
    expect(await keys.verify(text)).not.toBeNull();
    wait(1_000);
    expect(await keys.verify(text)).toBeNull();
  });

  it('is marked as used once a minute, from its first request on', async () => {
    const { keys, marks, wait } = keysOver(() => storedKey());
    for (let second = 0; second < 120; second += 1) {
      await keys.verify(text);
      wait(1_000);
    }
    expect(marks()).toBe(2);
  });

  it('is not marked as used by somebody who knows its id alone', async () => {
    const { keys, marks } = keysOver(() => storedKey());
    expect(await keys.holderOf(given.id)).not.toBeNull();
    expect(await keys.verify(writeApiKey({ ...given, secret: 'x'.repeat(32) }))).toBeNull();
    expect(marks()).toBe(0);
    await keys.verify(text);
    expect(marks()).toBe(1);
  });

  it('passes from a suspect address, and is asked for together with the guesses of its moment', async () => {
    const asked: (readonly string[])[] = [];
    const find = (ids: readonly string[]): Promise<readonly (StoredKey | null)[]> => {
      asked.push(ids);
      return Promise.resolve(ids.map((id) => (id === given.id ? storedKey() : null)));
    };
    const keys = new ApiKeys({ find, markUsed: () => Promise.resolve() }, ADMIN_KEY, () => 0);
    const guesses = Array.from({ length: 100 }, () => keys.verify(writeApiKey(newApiKey(randomBytes)), true));
    expect(await keys.verify(text, true)).toMatchObject({ keyId: given.id });
    expect(await Promise.all(guesses)).toEqual(Array.from({ length: 100 }, () => null));
    expect(asked.map((ids) => ids.length)).toEqual([101]);
  });

  it('of a suspect is not looked up at all where too many guesses wait', async () => {
    let asked = 0;
    const find = (): Promise<never> => {
      asked += 1;
      return new Promise(() => undefined);
    };
    const keys = new ApiKeys({ find, markUsed: () => Promise.resolve() }, ADMIN_KEY, () => 0);
    for (let guess = 0; guess < 2_500; guess += 1) void keys.verify(writeApiKey(newApiKey(randomBytes)), true);
    expect(await keys.verify(text, true)).toBeNull();
    expect(asked).toBe(1);
  });

  it('that was seen before does not wait behind guesses', async () => {
    let rows: () => Promise<StoredKey[]> = () => Promise.resolve([storedKey()]);
    const keys = new ApiKeys({ find: () => rows(), markUsed: () => Promise.resolve() }, ADMIN_KEY, () => 1_000_000);
    await keys.verify(text);
    rows = () => new Promise(() => undefined);
    for (let guess = 0; guess < 5; guess += 1) void keys.verify(writeApiKey(newApiKey(randomBytes)), true);
    expect(await keys.verify(text, true)).toMatchObject({ keyId: given.id });
  });

  it('is not taken for wrong where the database is away', async () => {
    const find = (): Promise<never> => Promise.reject(new Error('away'));
    const keys = new ApiKeys({ find, markUsed: () => Promise.resolve() }, ADMIN_KEY, () => 0);
    for (const suspect of [false, true]) await expect(keys.verify(text, suspect)).rejects.toThrow('away');
  });

  it('of the environment has every scope and belongs to admin', async () => {
    const { keys, reads } = keysOver(() => null);
    expect(await keys.verify(ADMIN_KEY)).toMatchObject({ keyId: 'admin', senderIds: null });
    expect(await keys.holderOf('admin')).toMatchObject({ caller: { keyId: 'admin' } });
    expect(reads()).toBe(0);
  });

  it('is not there where the environment has none', async () => {
    const keys = new ApiKeys(
      { find: () => Promise.resolve([null]), markUsed: () => Promise.resolve() },
      undefined,
      () => 0,
    );
    expect(await keys.verify(ADMIN_KEY)).toBeNull();
    expect(await keys.holderOf('admin')).toBeNull();
  });
});
