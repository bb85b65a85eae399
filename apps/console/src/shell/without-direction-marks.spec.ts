import { describe, expect, it } from 'vitest';
import { withoutDirectionMarks } from './without-direction-marks.js';

describe('withoutDirectionMarks', () => {
  it('takes out what turns the order of a text, and nothing else of it', () => {
    expect(withoutDirectionMarks('PO-\u202E100\u202C \u2066a\u2069 \u202Ab\u2068')).toBe('PO-100 a b');
    expect(withoutDirectionMarks('Ñandú مرحبا\u200F שלום 👩‍🔧')).toBe('Ñandú مرحبا\u200F שלום 👩‍🔧');
  });
});
