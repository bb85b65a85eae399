import { describe, expect, it } from 'vitest';
import { ListCursor } from './list-cursor.js';

const ID = '0199c5b2-0000-7000-8000-000000000001';
const base64 = (text: string): string => Buffer.from(text).toString('base64url');

describe('the cursor of a list', () => {
  it('comes back as it was given', () => {
    const cursor = new ListCursor('2026-12-01T08:00:00.123Z', ID);
    expect(ListCursor.parse(cursor.toString())).toEqual(cursor);
  });

  it('fits into a URL as it is', () => {
    expect(new ListCursor('2026-12-01T08:00:00.123Z', ID).toString()).toMatch(/^[\w-]+$/);
  });

  it.each([
    '',
    'next',
    '%00',
    base64(''),
    base64(ID),
    base64(`2026-12-01T08:00:00.123Z ${ID} more`),
    base64(`2026-13-01T08:00:00.123Z ${ID}`),
    base64(`2026-12-01 ${ID}`),
    base64(`2026-12-01T08:00:00.123Z ${'-'.repeat(36)}`),
    base64(`2026-12-01T08:00:00.123Z ${'a'.repeat(36)}`),
    base64(`2026-12-01T08:00:00.123Z ${ID}'; --`),
    base64(`2026-02-30T08:00:00.123Z ${ID}`),
    base64(`2026-12-01T24:00:00.001Z ${ID}`),
  ])('that nobody was given (%j) is none', (text) => {
    expect(ListCursor.parse(text)).toBeNull();
  });
});
