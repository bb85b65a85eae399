import type { SenderMonth } from './sender-month.js';
import { sumOfAmounts } from './sum-of-amounts.js';

/** What all senders that are looked at used in one month. */
export interface MonthTotal {
  readonly month: string;
  readonly conversations: number;
  readonly delivered: number;
  readonly billable: number;
  /** Billable messages that the rate card has no price for. */
  readonly unpriced: number;
  /** Null without a rate card. */
  readonly cost: Cost | null;
  /** Null of a month that is over. */
  readonly forecast: { readonly conversations: number; readonly cost: Cost | null } | null;
  readonly senders: readonly SenderMonth[];
}

interface Cost {
  readonly currency: string;
  readonly amount: string;
}

/** Adds up the senders of each month, in the order of the API. */
export function totalsOf(items: readonly SenderMonth[]): readonly MonthTotal[] {
  const months = [...new Set(items.map(({ month }) => month))];
  return months.map((month) =>
    totalOf(
      month,
      items.filter((item) => item.month === month),
    ),
  );
}

function totalOf(month: string, senders: readonly SenderMonth[]): MonthTotal {
  const forecasts = senders.flatMap(({ forecast }) => forecast ?? []);
  const costs = senders.flatMap(({ cost }) => cost ?? []);
  const currency = costs[0]?.currency;
  const costOf = (amounts: readonly string[]): Cost | null =>
    currency === undefined ? null : { currency, amount: sumOfAmounts(amounts) };
  return {
    month,
    conversations: sumOf(senders.map(({ conversations }) => conversations)),
    delivered: sumOf(senders.map(({ messages }) => messages.delivered)),
    billable: sumOf(senders.flatMap(({ messages }) => messages.billable.map((priced) => priced.messages))),
    unpriced: sumOf(costs.flatMap(({ unpriced }) => unpriced.map(({ messages }) => messages))),
    cost: costOf(costs.map(({ estimated }) => estimated)),
    forecast:
      forecasts.length === 0
        ? null
        : {
            conversations: sumOf(forecasts.map(({ conversations }) => conversations)),
            cost: costOf(forecasts.flatMap(({ cost }) => cost ?? [])),
          },
    senders,
  };
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
