import { randomBytes } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { ApiKey } from './api-key.entity.js';
import { hashSecret, newApiKey, readApiKey, writeApiKey } from './api-key.js';
import { ApiKeys } from './api-keys.js';

const ADMIN_KEY = 'a'.repeat(32);
const given = newApiKey(randomBytes);
const text = writeApiKey(given);

function storedKey(change: Partial<ApiKey> = {}): ApiKey {
  return Object.assign(new ApiKey(), {
    id: given.id,
    clientId: '01990000-0000-7000-8000-000000000001',
    secretHash: hashSecret(given.secret),
    scopes: ['messages:write', 'a scope of a later version'],
    senderIds: null,
    expiresAt: null,
    revokedAt: null,
    ...change,
  });
}

function keysOver(rows: () => ApiKey | null): {
  keys: ApiKeys;
  reads: () => number;
  wait: (ms: number) => void;
} {
  let reads = 0;
  let now = 1_000_000;
  const repository = {
    find: (id: string) => {
      reads += 1;
      const row = rows();
      return Promise.resolve(row?.id === id ? row : null);
    },
    markUsed: () => Promise.resolve(),
  };
  return { keys: new ApiKeys(repository, ADMIN_KEY, () => now), reads: () => reads, wait: (ms) => void (now += ms) };
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
    ['that expired', () => storedKey({ expiresAt: new Date(999_999) }), text],
    ['that was revoked', () => storedKey({ revokedAt: new Date(1) }), text],
    ['of another form', () => storedKey(), `${text}x`],
    ['that is empty', () => storedKey(), ''],
  ])('does not let in one %s', async (_which, rows, presented) => {
    expect(await keysOver(rows).keys.verify(presented)).toBeNull();
  });

  it('is read from the database at most every five seconds, and a revoked one ends then', async () => {
    let row = storedKey();
    const { keys, reads, wait } = keysOver(() => row);
    for (let i = 0; i < 10; i += 1) await keys.verify(text);
    expect(reads()).toBe(1);
    row = storedKey({ revokedAt: new Date(1_000_000) });
    wait(5_000);
    expect(await keys.verify(text)).toBeNull();
    expect(await keys.verify(text)).toBeNull();
  });

  it('passes from a suspect address, and those that were not seen before are looked up two at a time', async () => {
    const asked: { readonly id: string; readonly answer: (row: ApiKey | null) => void }[] = [];
    const repository = {
      find: (id: string) => new Promise<ApiKey | null>((answer) => asked.push({ id, answer })),
      markUsed: () => Promise.resolve(),
    };
    const keys = new ApiKeys(repository, ADMIN_KEY, () => 1_000_000);
    const guesses = Array.from({ length: 5 }, () => keys.verify(writeApiKey(newApiKey(randomBytes)), true));
    const right = keys.verify(text, true);
    expect(asked).toHaveLength(2);
    for (let answered = 0; answered < 6; answered += 1) {
      await vi.waitUntil(() => asked.length > answered);
      expect(asked.length - answered).toBeLessThanOrEqual(2);
      const { id, answer } = asked[answered] ?? { id: '', answer: () => undefined };
      answer(id === given.id ? storedKey() : null);
    }
    expect(await Promise.all(guesses)).toEqual([null, null, null, null, null]);
    expect(await right).toMatchObject({ keyId: given.id });
  });

  it('that was seen before does not wait behind guesses', async () => {
    let rows: () => Promise<ApiKey | null> = () => Promise.resolve(storedKey());
    const keys = new ApiKeys({ find: () => rows(), markUsed: () => Promise.resolve() }, ADMIN_KEY, () => 1_000_000);
    await keys.verify(text);
    rows = () => new Promise(() => undefined);
    for (let guess = 0; guess < 5; guess += 1) void keys.verify(writeApiKey(newApiKey(randomBytes)), true);
    expect(await keys.verify(text, true)).toMatchObject({ keyId: given.id });
  });

  it('of the environment has every scope and belongs to admin', async () => {
    const { keys, reads } = keysOver(() => null);
    expect(await keys.verify(ADMIN_KEY)).toMatchObject({ keyId: 'admin', senderIds: null });
    expect(reads()).toBe(0);
  });
});
