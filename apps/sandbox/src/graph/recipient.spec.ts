import { expect, it } from 'vitest';
import { readPhone, readUserId } from './recipient.js';

it.each([
  ['+34 612-34 56 78', '34612345678'],
  ['34612345678', '34612345678'],
  ['612345678', '1612345678'],
  ['+5511900000012', '551100000012'],
  ['+525500000012', '5215500000012'],
])('knows %s as %s', (written, waId) => {
  expect(readPhone(written)?.waId).toBe(waId);
});

it.each(['0034612345678', '+0612345678', 'supplier', '+34', '+3461234567890123', ''])('does not know %j', (written) => {
  expect(readPhone(written)).toBeUndefined();
});

it('gives a phone always the same user id, which does not show it', () => {
  const [first, second] = ['+34612345678', '34612345678'].map((phone) => readPhone(phone)?.userId);
  expect(first).toMatch(/^ES\.\d+$/);
  expect(second).toBe(first);
  expect(first).not.toContain('612345678');
});

it('reads user ids and nothing else as user ids', () => {
  expect(readUserId('ES.13491208655302741918')?.userId).toBe('ES.13491208655302741918');
  expect(readUserId('US.ENT.11815799212886844830')?.userId).toBe('US.ENT.11815799212886844830');
  for (const other of ['+34612345678', 'es.1', 'ES.', 'ES.a-b']) expect(readUserId(other)).toBeUndefined();
});
