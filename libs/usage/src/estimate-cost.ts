import type { Micros, RateCard } from './rate-card.js';
import type { UsageFigure } from './usage.repository.js';

/** Billable messages of one market and category, and what they cost. */
export interface CostLine {
  readonly market: string;
  readonly category: string;
  readonly messages: number;
  /** Of one message. */
  readonly price: Micros;
}

/** Billable messages that the rate card has no price for. */
export interface Unpriced {
  readonly country: string;
  readonly category: string;
  readonly messages: number;
}

export interface CostEstimate {
  readonly total: Micros;
  readonly lines: readonly CostLine[];
  readonly unpriced: readonly Unpriced[];
}

/** What the billable messages among these figures of one month cost by the card. `month`: its first day. */
export function estimateCost(card: RateCard, month: string, figures: readonly UsageFigure[]): CostEstimate {
  const lines = new Map<string, CostLine>();
  const unpriced = new Map<string, Unpriced>();
  for (const { figure, billable, category, country, count } of figures) {
    if (figure !== 'message' || billable !== 'yes') continue;
    const price = card.price(month, country, category);
    if (price === null) {
      const key = `${country} ${category}`;
      unpriced.set(key, { country, category, messages: (unpriced.get(key)?.messages ?? 0) + count });
    } else {
      const key = `${price.market} ${category}`;
      const messages = (lines.get(key)?.messages ?? 0) + count;
      lines.set(key, { market: price.market, category, messages, price: price.micros });
    }
  }
  const total = [...lines.values()].reduce((sum, line) => sum + line.price * BigInt(line.messages), 0n);
  return { total, lines: [...lines.values()], unpriced: [...unpriced.values()] };
}
