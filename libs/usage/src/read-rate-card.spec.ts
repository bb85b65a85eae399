import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RateCardError, readRateCard } from './read-rate-card.js';

const EXAMPLE = join(import.meta.dirname, '../../../deploy/rate-card.example.yaml');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'recado-rate-card-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string) {
  const path = join(folder, 'card.yaml');
  writeFileSync(path, text);
  return readRateCard(path);
}

/** What is wrong with it, line by line. */
function problemsOf(text: string): readonly string[] {
  try {
    read(text);
    return [];
  } catch (error) {
    if (!(error instanceof RateCardError)) throw error;
    return error.message.replaceAll(`${folder}/card.yaml: `, '').split('\n');
  }
}

describe('the rate card', () => {
  it('is read from the example, to the last decimal', () => {
    const card = readRateCard(EXAMPLE);
    expect(card.currency).toBe('EUR');
    expect(card.price('2026-11-01', 'ES', 'marketing')).toEqual({ market: 'Spain', micros: 50_000n });
    expect(card.price('2026-11-01', 'PT', 'utility')).toEqual({ market: 'Rest of Western Europe', micros: 15_000n });
  });

  it('has a price for all other countries where it says so', () => {
    const card = readRateCard(EXAMPLE);
    for (const country of ['JP', '']) expect(card.price('2026-11-01', country, 'utility')?.market).toBe('Other');
  });

  it('has none for a category that it lacks, nor for a month before its first', () => {
    const card = readRateCard(EXAMPLE);
    expect(card.price('2026-11-01', 'ES', 'referral_conversion')).toBeNull();
    expect(card.price('2026-09-01', 'ES', 'utility')).toBeNull();
  });

  it('has for each month the prices that began last', () => {
    const from = (month: string, price: string): string =>
      `  - { from: ${month}, markets: [{ name: Spain, countries: [ES], prices: { utility: ${price} } }] }\n`;
    const card = read(
      `currency: EUR\ncards:\n${from('2026-10', '0.02')}${from('2027-01', '0.03')}${from('2026-07', '0.01')}`,
    );
    const prices = ['2026-06', '2026-07', '2026-09', '2026-10', '2026-12', '2027-01', '2030-05'].map(
      (month) => card.price(`${month}-01`, 'ES', 'utility')?.micros ?? null,
    );
    expect(prices).toEqual([null, 10_000n, 10_000n, 20_000n, 20_000n, 30_000n, 30_000n]);
  });

  it('reads Norway as a country, though YAML may read NO otherwise', () => {
    const card = read(
      'currency: NOK\ncards: [{ from: 2026-10, markets: [{ name: Norway, countries: [NO], prices: { utility: 0.1 } }] }]',
    );
    expect(card.price('2026-10-01', 'NO', 'utility')?.micros).toBe(100_000n);
  });

  it('says everything that is wrong with it at once', () => {
    const problems = problemsOf(`
currency: Euro
note: ours
cards:
  - from: October
    markets:
      - { name: Spain, countries: [ES, Spain], prices: { utility: -1, Marketing: 0.01, service: 0.0000001 } }
      - { name: Spain, countries: [ES], prices: {} }
      - { countries: [], prices: { utility: 0,5 }, price: 1 }
  - { from: 2026-10, markets: [{ name: A, countries: [FR], prices: { utility: 1 } }] }
  - { from: 2026-10, markets: nowhere }
`);
    expect(problems).toEqual([
      'note is no field of a rate card',
      'currency must be an ISO 4217 code such as EUR',
      'cards[0].from must be a month such as 2026-10',
      "cards[0].markets[0].countries[1] must be a country's two letters such as ES, or '*' for all others",
      'cards[0].markets[0].prices.utility must be a price such as 0.0509, with at most six decimals',
      'cards[0].markets[0].prices.Marketing must be a category as webhooks name it, such as utility',
      'cards[0].markets[0].prices.service must be a price such as 0.0509, with at most six decimals',
      'cards[0].markets[1].prices must have a price for at least one category',
      'cards[0].markets[2].price is no field of a rate card',
      'cards[0].markets[2].countries must be a list of at least one',
      'cards[0].markets[2].name is missing',
      'cards[0].markets[2].prices.5 must be a category as webhooks name it, such as utility',
      'cards[0].markets[2].prices.5 must be a price such as 0.0509, with at most six decimals',
      'cards[0].markets has two markets named Spain',
      'cards[0].markets has ES in two places',
      'cards[2].markets must be a list of at least one',
      'cards has two cards from 2026-10',
    ]);
  });

  it.each(['', '[]', 'currency: EUR', 'a: [', 'just words'])('is refused where the file says "%s"', (text) => {
    expect(problemsOf(text)).not.toEqual([]);
  });

  it('is refused where there is no such file', () => {
    expect(() => readRateCard(join(folder, 'none.yaml'))).toThrow(/cannot be read: .*ENOENT/);
  });
});
