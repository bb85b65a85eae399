import { describe, expect, it } from 'vitest';
import { regainAccessMs, retryAfterMs } from './retry-after.js';

const now = Date.parse('2026-11-23T10:00:00Z');

describe('how long Meta asks us to wait', () => {
  it.each([
    ['7', 7_000],
    ['0', 1_000],
    ['1.5', 1_500],
    ['31536000', 900_000],
    ['99999999999999999999', 900_000],
    ['1000000000', 900_000],
    ['-5', 1_000],
    ['Mon, 23 Nov 2026 10:00:30 GMT', 30_000],
    ['Mon, 23 Nov 2026 09:00:00 GMT', 1_000],
    ['Fri, 01 Jan 2100 00:00:00 GMT', 900_000],
  ])('reads Retry-After %j as %i ms, between a second and a quarter of an hour', (value, expected) => {
    expect(retryAfterMs({ 'retry-after': value }, now)).toBe(expected);
  });

  it.each([undefined, '', 'soon', 'NaN', '1e9', '0x10', '7 seconds'])('reads nothing from Retry-After %j', (value) => {
    expect(retryAfterMs({ 'retry-after': value }, now)).toBeNull();
  });

  it.each([
    ['{"1":[{"type":"whatsapp","estimated_time_to_regain_access":12}]}', 720_000],
    ['{"1":[{"estimated_time_to_regain_access":3}],"2":[{"estimated_time_to_regain_access":5}]}', 300_000],
    ['{"1":[{"estimated_time_to_regain_access":100000}]}', 3_600_000],
    ['{"1":[{"estimated_time_to_regain_access":0}]}', null],
    ['{"1":7}', null],
    ['[1]', null],
    ['nonsense', null],
    [undefined, null],
  ])('reads %j as %j ms until an account may call again', (value, expected) => {
    expect(regainAccessMs({ 'x-business-use-case-usage': value })).toBe(expected);
  });
});
