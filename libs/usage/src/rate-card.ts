/** A price in millionths of the currency: exact, and small enough for any price of one message. */
export type Micros = bigint;

export interface Price {
  /** As the card calls it, `Spain`. */
  readonly market: string;
  readonly micros: Micros;
}

interface Market {
  readonly name: string;
  /** ISO 3166; `*` is every country that no other market has. */
  readonly countries: readonly string[];
  /** By category, as Meta's webhooks name it in small letters. */
  readonly prices: ReadonlyMap<string, Micros>;
}

export interface DatedMarkets {
  /** First day of the month from which on these prices hold, `2026-10-01`. */
  readonly from: string;
  readonly markets: readonly Market[];
}

/** What Meta charges for a delivered message, as RATE_CARD_FILE says it. */
export class RateCard {
  private readonly newestFirst: readonly DatedMarkets[];

  constructor(
    /** ISO 4217. */
    readonly currency: string,
    cards: readonly DatedMarkets[],
  ) {
    this.newestFirst = cards.toSorted((a, b) => (a.from < b.from ? 1 : -1));
  }

  /** Null where the card has no price for it: of a month before its first prices, of a market or a category that it lacks. */
  price(month: string, country: string, category: string): Price | null {
    const markets = this.newestFirst.find(({ from }) => from <= month)?.markets ?? [];
    const market =
      markets.find(({ countries }) => countries.includes(country)) ??
      markets.find(({ countries }) => countries.includes('*'));
    const micros = market?.prices.get(category);
    return market === undefined || micros === undefined ? null : { market: market.name, micros };
  }
}
