import { describe, expect, it } from 'vitest';
import { isUserId } from './user-id.js';

describe('a user id of Meta', () => {
  it.each(['ES.13491208655302741918', 'US.ENT.11815799212886844830', 'MX.a1'])('is %s', (text) => {
    expect(isUserId(text)).toBe(true);
  });

  it.each(['', 'ES.', 'es.1349', 'ESP.1349', 'ES.13 49', 'ES.1349\n', `ES.${'1'.repeat(129)}`, '+34612345678'])(
    'is not %j',
    (text) => {
      expect(isUserId(text)).toBe(false);
    },
  );
});
