import { describe, expect, it } from 'vitest';
import { queuePlace } from './queue-place.js';

describe('the place of the queues', () => {
  it('is PostgreSQL without REDIS_URL', () => {
    expect(queuePlace(undefined)).toBe('postgres');
  });

  it.each([
    ['a password', 'redis://:old@cache:6379/1', 'redis://recado:new@cache:6379/1'],
    ['the order of nodes', 'redis://a:6379,redis://b:6379', 'redis://b:6379, redis://a:6379'],
    [
      'the password of sentinels',
      'redis+sentinel://:x@a:26379,b:26379/main?sentinelPassword=y',
      'redis+sentinel://a:26379,b:26379/main',
    ],
  ])('is the same whatever %s', (_what, one, other) => {
    expect(queuePlace(one)).toMatch(/^redis-[0-9a-f]{8}$/);
    expect(queuePlace(one)).toBe(queuePlace(other));
  });

  it.each([
    ['host', 'redis://a:6379', 'redis://b:6379'],
    ['port', 'redis://a:6379', 'redis://a:6380'],
    ['database', 'redis://a:6379/0', 'redis://a:6379/1'],
    ['primary', 'redis+sentinel://a:26379/one', 'redis+sentinel://a:26379/two'],
  ])('is another one at another %s', (_what, one, other) => {
    expect(queuePlace(one)).not.toBe(queuePlace(other));
  });
});
