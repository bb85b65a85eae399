import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { parseMicros } from './micros.js';
import { type DatedMarkets, RateCard } from './rate-card.js';

/** Says in its message, one a line, everything that is wrong with a rate card. */
export class RateCardError extends Error {
  override readonly name = 'RateCardError';
}

/** Reads RATE_CARD_FILE, a YAML file such as deploy/rate-card.example.yaml. Throws RateCardError with all problems of it. */
export function readRateCard(path: string): RateCard {
  const reading = new Reading(path);
  const card = reading.card(contentOf(path));
  if (reading.problems.length > 0) throw new RateCardError(reading.problems.join('\n'));
  return card;
}

/** Every value is read as it is written: a price as a number would be no decimal number any more, and `NO` is no `false`. */
function contentOf(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'), { schema: 'failsafe', prettyErrors: false });
  } catch (error) {
    throw new RateCardError(`${path} cannot be read: ${error instanceof Error ? error.message : 'unknown reason'}`);
  }
}

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

type Fields = ReadonlyMap<string, unknown>;
type Market = DatedMarkets['markets'][number];

/** Goes through the whole file, whatever is wrong with a part of it. */
class Reading {
  readonly problems: string[] = [];

  constructor(private readonly path: string) {}

  card(content: unknown): RateCard {
    const fields = this.fields(content, '', ['currency', 'cards']);
    const currency = this.text(fields, '', 'currency');
    if (currency !== '' && !CURRENCIES.has(currency)) this.note('currency', 'must be an ISO 4217 code such as EUR');
    const cards = this.list(fields, '', 'cards').map((card, index) => this.dated(card, `cards[${index}]`));
    this.noteTwice(
      cards.map(({ from }) => from.replace(/-01$/, '')),
      'cards',
      (month) => `has two cards from ${month}`,
    );
    return new RateCard(currency, cards);
  }

  private dated(content: unknown, at: string): DatedMarkets {
    const fields = this.fields(content, at, ['from', 'markets']);
    const from = this.text(fields, at, 'from');
    if (from !== '' && !/^\d{4}-(0[1-9]|1[0-2])$/.test(from))
      this.note(`${at}.from`, 'must be a month such as 2026-10');
    const markets = this.list(fields, at, 'markets').map((market, index) =>
      this.market(market, `${at}.markets[${index}]`),
    );
    this.noteTwice(
      markets.map(({ name }) => name),
      `${at}.markets`,
      (name) => `has two markets named ${name}`,
    );
    this.noteTwice(
      markets.flatMap((market) => market.countries),
      `${at}.markets`,
      (country) => `has ${country} in two places`,
    );
    return { from: `${from}-01`, markets };
  }

  private market(content: unknown, at: string): Market {
    const fields = this.fields(content, at, ['name', 'countries', 'prices']);
    const countries = this.list(fields, at, 'countries').map((country, index) => {
      if (typeof country === 'string' && /^([A-Z]{2}|\*)$/.test(country)) return country;
      this.note(`${at}.countries[${index}]`, "must be a country's two letters such as ES, or '*' for all others");
      return '';
    });
    return {
      name: this.text(fields, at, 'name'),
      countries,
      prices: this.prices(fields.get('prices'), `${at}.prices`),
    };
  }

  private prices(content: unknown, at: string): ReadonlyMap<string, bigint> {
    const prices = new Map<string, bigint>();
    const fields = this.fields(content, at, null);
    if (fields.size === 0) this.note(at, 'must have a price for at least one category');
    for (const [category, text] of fields) {
      const micros = typeof text === 'string' ? parseMicros(text) : null;
      if (!/^[a-z][a-z_-]*$/.test(category))
        this.note(`${at}.${category}`, 'must be a category as webhooks name it, such as utility');
      if (micros === null) this.note(`${at}.${category}`, 'must be a price such as 0.0509, with at most six decimals');
      else prices.set(category, micros);
    }
    return prices;
  }

  /** `known`: the names that there may be; null where any may. */
  private fields(content: unknown, at: string, known: readonly string[] | null): Fields {
    if (typeof content !== 'object' || content === null || Array.isArray(content)) {
      if (known !== null) this.note(at, `must have ${known.join(', ')}`);
      return new Map();
    }
    const fields = new Map<string, unknown>(Object.entries(content));
    for (const name of fields.keys())
      if (known?.includes(name) === false) this.note(join(at, name), 'is no field of a rate card');
    return fields;
  }

  private text(fields: Fields, at: string, name: string): string {
    const value = fields.get(name);
    if (typeof value === 'string' && value.trim() !== '') return value;
    this.note(join(at, name), 'is missing');
    return '';
  }

  private list(fields: Fields, at: string, name: string): readonly unknown[] {
    const value = fields.get(name);
    if (Array.isArray(value) && value.length > 0) return value;
    this.note(join(at, name), 'must be a list of at least one');
    return [];
  }

  private noteTwice(values: readonly string[], at: string, words: (value: string) => string): void {
    const twice = new Set(values.filter((value, index) => values.indexOf(value) < index && value !== ''));
    for (const value of twice) this.note(at, words(value));
  }

  private note(at: string, problem: string): void {
    this.problems.push(at === '' ? `${this.path}: it ${problem}` : `${this.path}: ${at} ${problem}`);
  }
}

function join(at: string, name: string): string {
  return at === '' ? name : `${at}.${name}`;
}
