import { describe, expect, it } from 'vitest';
import { META_STATUSES, MESSAGE_STATUSES, PROGRESS, PROGRESS_OF_META, STATUS_OF } from './progress.js';

describe('the progress of a message', () => {
  it('rises from what waits to what was read: the greatest of two words is the truth', () => {
    expect(Object.entries(PROGRESS).toSorted(([, left], [, right]) => left - right)).toEqual([
      ['pending', 0],
      ['cancelled', 1],
      ['failedBeforeAcceptance', 2],
      ['sent', 3],
      ['failedAfterAcceptance', 4],
      ['delivered', 5],
      ['read', 6],
    ]);
  });

  it('has one public name each, and every public name is that of some progress', () => {
    expect(Object.keys(STATUS_OF)).toHaveLength(Object.keys(PROGRESS).length);
    expect(new Set(Object.values(STATUS_OF))).toEqual(new Set(MESSAGE_STATUSES));
  });

  it("puts every word of Meta's above all that we conclude ourselves", () => {
    for (const word of META_STATUSES) {
      expect(PROGRESS_OF_META[word]).toBeGreaterThan(PROGRESS.failedBeforeAcceptance);
    }
  });

  it('lets a delivery outrank a failure, and a failure the mere sending', () => {
    expect(PROGRESS_OF_META.delivered).toBeGreaterThan(PROGRESS_OF_META.failed);
    expect(PROGRESS_OF_META.failed).toBeGreaterThan(PROGRESS_OF_META.sent);
    expect(PROGRESS_OF_META.read).toBeGreaterThan(PROGRESS_OF_META.delivered);
  });
});
