import { describe, expect, it } from 'vitest';
import type { StatusReport } from '#sending';
import { readStatuses } from './read-statuses.js';

const RECEIVED = new Date('2026-11-23T10:00:00.250Z');

/** A status as Meta writes it, with what a test adds: fields, or their JSON text. */
function statusOf(added: Readonly<Record<string, unknown>> | string): Partial<StatusReport> {
  const more = typeof added === 'string' ? added : JSON.stringify(added).slice(1, -1);
  const text = `{"id":"wamid.A","status":"failed","timestamp":"1795426200",${more}}`;
  const value = { metadata: { phone_number_id: '123456789' }, statuses: [JSON.parse(text)] };
  const [report] = readStatuses(value, RECEIVED);
  if (report === undefined || 'reason' in report) throw new Error('the status cannot be read');
  return report;
}

describe('the time of a status', () => {
  it('may be a little ahead of our clock', () => {
    const fiveMinutes = { occurredAt: new Date('2026-11-23T10:05:00Z'), timeOfReceipt: false };
    expect(statusOf({ timestamp: '1795428300' })).toMatchObject(fiveMinutes);
  });

  it.each(['1795428301', '4070908800'])('is that of its receipt where it is further ahead (%s)', (timestamp) => {
    expect(statusOf({ timestamp })).toMatchObject({ occurredAt: RECEIVED, timeOfReceipt: true });
  });
});

describe('the reason of a failure', () => {
  it('may have millions of characters; 1,000 of them are kept, none of them halved', () => {
    const long = `${'x'.repeat(999)}😃${'x'.repeat(1_000_000)}`;
    const kept = `${'x'.repeat(999)}\ufffd`;
    const errors = [{ code: 131_026, title: long, error_data: { details: long } }];
    expect(statusOf({ errors }).failure).toMatchObject({ title: kept, details: kept });
  });
});

describe('the price in a status', () => {
  it('may hold what PostgreSQL refuses in keys and values; the rest of it is kept', () => {
    const pricing = { billable: true, rate: 0.0425, category: 'utility\u0000', 'x\ud800': '\udfff😃' };
    const kept = { billable: true, rate: 0.0425, category: 'utility\ufffd', 'x\ufffd': '\ufffd😃' };
    expect(statusOf({ pricing }).pricing).toEqual(kept);
  });

  it.each(['1e400', '-1e400', '1e308', '1e-300'])('has no such number as %s', (number) => {
    expect(statusOf(`"pricing":{"category":"utility","rate":${number}}`).pricing).toEqual({ category: 'utility' });
  });

  it('may be endless; 20 fields of 300 characters are kept, their keys as far as 80', () => {
    const entries = Array.from({ length: 1_000 }, (_, index) => [`key${index}${'k'.repeat(500)}`, 'v'.repeat(9_000)]);
    const kept = Object.entries(statusOf({ pricing: Object.fromEntries(entries) }).pricing ?? {});
    expect(kept).toHaveLength(20);
    expect(new Set(kept.map(([key, value]) => `${key.length} ${String(value).length}`))).toEqual(new Set(['80 300']));
  });
});
