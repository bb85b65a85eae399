import { describe, expect, it } from 'vitest';
import { endOfPause, verdictFor, verdictForFailedStatus } from './verdict-for.js';

const verdict = (httpStatus: number, code: number | null = null, subcode: number | null = null): string =>
  verdictFor({ httpStatus, code, subcode });

describe('what a refusal means for the message', () => {
  it.each([1, 2, 131000])('leaves code %i unclear whatever its HTTP status', (code) => {
    expect([verdict(400, code), verdict(500, code), verdict(200, code)]).toEqual(['unclear', 'unclear', 'unclear']);
  });

  it.each([131016, 131057, 133004])('waits with code %i on a 4xx, and leaves it unclear on a 5xx', (code) => {
    expect([verdict(400, code), verdict(503, code)]).toEqual(['wait_sender', 'unclear']);
  });

  it.each([0, 10, 190, 200, 250, 299, 368, 131031, 131042, 133010])('pauses the sender on code %i', (code) => {
    expect(verdict(400, code)).toBe('block_sender');
  });

  it('decides on the code before the HTTP status', () => {
    expect(verdict(500, 131045)).toBe('block_sender');
    expect(verdict(403, 130497)).toBe('block_country');
    expect(verdict(400, 130429)).toBe('throttle_sender');
  });

  it('blames the configuration, not the message, for an unknown object', () => {
    expect(verdict(400, 100, 33)).toBe('block_sender');
    expect(verdict(400, 100, 34)).toBe('reject');
  });

  it.each([
    [401, 'block_sender'],
    [403, 'block_sender'],
    [429, 'throttle_sender'],
    [400, 'reject'],
    [404, 'reject'],
    [408, 'unclear'],
    [500, 'unclear'],
    [502, 'unclear'],
    [302, 'unclear'],
    [200, 'unclear'],
  ])('goes by HTTP status %i when the code is unknown or unreadable', (httpStatus, expected) => {
    expect([verdict(httpStatus), verdict(httpStatus, 999_999_999)]).toEqual([expected, expected]);
  });
});

describe('what a failed status means for the message', () => {
  it('ends the message for codes that would leave an answer unclear, because Meta says that it did not arrive', () => {
    expect([verdictForFailedStatus(131000), verdictForFailedStatus(2)]).toEqual(['reject', 'reject']);
  });

  it('keeps the message where Meta was asked too much, or had no time', () => {
    expect([130429, 131056, 80007, 131016, 131057].map(verdictForFailedStatus)).toEqual(Array(5).fill('wait'));
  });

  it('keeps the message when the account, its country or the template is at fault', () => {
    expect([131042, 130497, 132015].map(verdictForFailedStatus)).toEqual([
      'block_sender',
      'block_country',
      'block_template',
    ]);
  });

  it('ends the message for a code nobody knows, or none', () => {
    expect([verdictForFailedStatus(424242), verdictForFailedStatus(null)]).toEqual(['reject', 'reject']);
  });
});

describe('the end of a pause', () => {
  it.each([
    ['token', [0, 3, 10, 104, 190, 200, 250, 299, 131005]],
    ['number', [33, 100, 803, 131037, 131045, 133000, 133005, 133006, 133008, 133009, 133010, 133015, 133016]],
    ['unseen', [368, 131031, 131042, 131048, 131064, 424242, null]],
  ])('is seen at: %s', (end, codes) => {
    expect(codes.map(endOfPause)).toEqual(codes.map(() => end));
  });
});
