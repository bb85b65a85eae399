import { describe, expect, it } from 'vitest';
import { detailTexts } from './detail-texts.js';
import { detailsInWords } from './details-in-words.js';

const written = (data: unknown, language: 'en' | 'es' = 'en'): string =>
  detailsInWords(data, detailTexts[language])
    .map(({ name, value }) => `${name}: ${value}`)
    .join(' · ');

describe('detailsInWords', () => {
  it('says in both languages what an attempt came to', () => {
    const attempt = { attempt: 2, outcome: 'rejected', code: '131026', finishedAt: '2026-12-01T08:00:00Z' };
    expect(written(attempt)).toBe('attempt: 2 · outcome: refused by Meta · code: 131026');
    expect(written(attempt, 'es')).toBe('intento: 2 · resultado: rechazado por Meta · código: 131026');
    expect(written({ via: 'WEBHOOK', timeOfReceipt: true }, 'es')).toBe(
      'sabido por: el webhook de Meta · hora: la de llegada; Meta no dijo ninguna',
    );
  });

  it('says an error once where its title and its detail are the same', () => {
    const error = { code: '131026', title: 'Message Undeliverable', detail: 'Message Undeliverable.' };
    expect(written(error)).toBe('code: 131026 · error: Message Undeliverable');
    expect(written({ ...error, detail: 'No account.' })).toBe(
      'code: 131026 · error: Message Undeliverable: No account.',
    );
  });

  it('leaves what the network said as it is', () => {
    expect(written({ outcome: 'unclear: HTTP 502' }, 'es')).toBe(
      'resultado: incierto, puede que Meta lo tenga: HTTP 502',
    );
  });

  it('shows what nobody has put into words by its own name', () => {
    expect(written({ outcome: 'news', constructor: 'x', further: { a: 1 } }, 'es')).toBe(
      'resultado: news · constructor: x · further: {"a":1}',
    );
  });
});
