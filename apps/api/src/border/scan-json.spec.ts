import { describe, expect, it } from 'vitest';
import { lossIn } from './scan-json.js';

describe('what parsing would lose of a JSON text', () => {
  it.each([
    ['a key that stands twice', '{"to":"a","to":"b"}', 'to'],
    ['the same key in other letters', String.raw`{"to":"a","t\u006f":"b"}`, 'to'],
    ['a key twice in an entry of a list', '{"messages":[{"to":"a"},{"to":"a","to" : "b"}]}', 'messages[1].to'],
    ['an endless number', '{"metadata":{"a":[1,1e309]}}', 'metadata.a[1]'],
    ['a whole number beyond 2^53', '{"metadata":{"id":12345678901234567890}}', 'metadata.id'],
  ])('is found: %s', (_what, json, path) => {
    expect(lossIn(json)).toMatchObject({ path });
  });

  it.each([
    '{"a":{"x":1},"b":{"x":1}}',
    '[{"a":1},{"a":1}]',
    String.raw`{"a":"\"a\":1,\\","b":"{[,12345678901234567890"}`,
    '{"a":9007199254740991,"b":-0.10000000000000001,"c":1e21}',
    '"a:"',
    '{}',
  ])('is nothing of %s', (json) => {
    expect(lossIn(json)).toBeNull();
  });

  it('is found quickly, however a mebibyte is filled', () => {
    const start = performance.now();
    for (const part of ['\\\\', '"', '{', '[', '1', '-']) lossIn(part.repeat(500_000));
    lossIn(JSON.stringify('\\'.repeat(500_000)));
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
