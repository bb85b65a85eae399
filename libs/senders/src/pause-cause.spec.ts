import { describe, expect, it } from 'vitest';
import { pauseCause } from './pause-cause.js';

describe('why a sender is paused', () => {
  it.each([
    ['ERROR', '190: Access token has expired', '190'],
    ['WEBHOOK', '131042: by webhook', '131042'],
    ['WEBHOOK', 'ACCOUNT_DISABLED: by webhook', 'ACCOUNT_DISABLED'],
    ['ERROR', 'HTTP 401: Meta answered HTTP 401 without an error code', 'HTTP_401'],
    ['ERROR', 'something that no version wrote', 'OTHER'],
    ['ERROR', null, 'OTHER'],
  ] as const)('is told without its words: paused by %s for %s', (pausedBy, pauseReason, cause) => {
    expect(pauseCause({ pausedBy, pauseReason })).toBe(cause);
  });

  it('is a person, whatever they wrote, even a code', () => {
    expect(pauseCause({ pausedBy: 'PERSON', pauseReason: '190: ask Marta' })).toBe('PERSON');
  });
});
