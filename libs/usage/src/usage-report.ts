import type { Clock } from '#runtime';
import { type BillingDay, billingDay } from './billing-day.js';
import { type CostEstimate, estimateCost } from './estimate-cost.js';
import { daysOfForecast, restOfMonth } from './forecast.js';
import type { Micros, RateCard } from './rate-card.js';
import type { UsageFigure, UsageRepository } from './usage.repository.js';

export interface UsageSettings {
  /** BILLING_TIMEZONE. */
  readonly timezone: string;
  /** FREE_CONVERSATIONS_PER_MONTH. */
  readonly freeConversations: number;
  /** Null where there is no RATE_CARD_FILE. */
  readonly rateCard: RateCard | null;
}

/** Delivered messages that Meta's webhooks priced alike. */
export interface PricedMessages {
  readonly category: string;
  readonly type: string;
  readonly messages: number;
}

export interface UsageForecast {
  readonly conversations: number;
  readonly cost: Micros | null;
}

/** Of the conversations that are free in a month, those that are used up by whom `used` counts. */
export interface FreeTier {
  readonly limit: number;
  readonly used: number;
  readonly left: number;
  /** `used` are those of one client, and others, of whom it is to learn nothing, use it up as well. */
  readonly shared: boolean;
}

/** What one number used in one month; what a client asks for is its own. */
export interface SenderMonth {
  /** `2026-11`. */
  readonly month: string;
  readonly senderId: string;
  readonly conversations: number;
  readonly freeTier: FreeTier;
  readonly delivered: number;
  readonly billable: readonly PricedMessages[];
  readonly free: readonly PricedMessages[];
  /** Delivered, and Meta's webhooks told no price (yet). */
  readonly withoutPricing: number;
  readonly cost: CostEstimate | null;
  /** At the end of the month, if it goes on like the last seven days; null of a month that is over. */
  readonly forecast: UsageForecast | null;
}

export interface UsageQuery {
  /** First days of the first and the last month; left out: the present month. */
  readonly from?: string;
  readonly to?: string;
  /** Null: all senders. */
  readonly senders: readonly string[] | null;
  /** Null: who asks may see everybody's. */
  readonly clientId: string | null;
}

/** What was counted of one sender in one month; `recent`: in the days of the forecast, null of a month that is over. */
interface Counted {
  readonly month: string;
  readonly senderId: string;
  readonly figures: readonly UsageFigure[];
  readonly recent: readonly UsageFigure[] | null;
  readonly today: BillingDay;
  readonly shared: boolean;
}

/** What was used, what of it is free, what the rest costs, and where it goes until the end of the month. */
export class UsageReport {
  constructor(
    private readonly usage: Pick<UsageRepository, 'figures' | 'senders'>,
    readonly settings: UsageSettings,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  /** The day that it is where the bill is made. */
  today(): BillingDay {
    return billingDay(this.clock.now(), this.settings.timezone);
  }

  /**
   * The newest month first; of each all senders that may be seen, also those that used nothing. One client of many sees those that
   * it used or is bound to.
   */
  async months({ from, to, senders, clientId }: UsageQuery): Promise<readonly SenderMonth[]> {
    const today = this.today();
    const [first, last] = [from ?? today.month, to ?? today.month];
    const whose = { senders, clientId };
    const [known, figures, recent] = await Promise.all([
      clientId === null || senders !== null ? this.usage.senders() : [],
      this.usage.figures({ period: 'month', from: first, to: last, ...whose }),
      this.usage.figures({ period: 'day', ...daysOfForecast(today), ...whose }),
    ]);
    const used = [...figures, ...recent].map(({ senderId }) => senderId);
    const shown = [...new Set([...known, ...used])].filter((id) => senders?.includes(id) ?? true);
    return monthsBetween(first, last).flatMap((month) =>
      shown.map((senderId) => {
        const own = figures.filter((figure) => figure.start === month && figure.senderId === senderId);
        const forecast = month === today.month ? recent.filter((figure) => figure.senderId === senderId) : null;
        return this.senderMonth({ month, senderId, figures: own, recent: forecast, today, shared: clientId !== null });
      }),
    );
  }

  private senderMonth({ month, senderId, figures, recent, today, shared }: Counted): SenderMonth {
    const { rateCard, freeConversations: limit } = this.settings;
    const messages = figures.filter(({ figure }) => figure === 'message');
    const opened = sumOf(figures.filter(({ figure }) => figure === 'conversation'));
    const cost = rateCard === null ? null : estimateCost(rateCard, month, figures);
    return {
      month: month.slice(0, 7),
      senderId,
      conversations: opened,
      freeTier: { limit, used: opened, left: Math.max(0, limit - opened), shared },
      delivered: sumOf(messages),
      billable: pricedAlike(messages.filter(({ billable }) => billable === 'yes')),
      free: pricedAlike(messages.filter(({ billable }) => billable === 'no')),
      withoutPricing: sumOf(messages.filter(({ billable }) => billable === 'unknown')),
      cost,
      forecast: recent === null ? null : this.forecast(month, recent, today, opened, cost),
    };
  }

  private forecast(
    month: string,
    recent: readonly UsageFigure[],
    today: BillingDay,
    opened: number,
    cost: CostEstimate | null,
  ): UsageForecast {
    const rest = restOfMonth(today, recent);
    const lately = sumOf(recent.filter(({ figure }) => figure === 'conversation'));
    const { rateCard } = this.settings;
    const spent = rateCard === null ? 0n : estimateCost(rateCard, month, recent).total;
    return {
      conversations: opened + Math.round(lately * rest),
      cost: cost === null ? null : cost.total + (spent * BigInt(Math.round(rest * PARTS))) / BigInt(PARTS),
    };
  }
}

/** A share as a fraction of whole numbers, because amounts are whole. */
const PARTS = 1_000_000;

function sumOf(figures: readonly UsageFigure[]): number {
  return figures.reduce((sum, { count }) => sum + count, 0);
}

/** All countries together. */
function pricedAlike(figures: readonly UsageFigure[]): readonly PricedMessages[] {
  const alike = new Map<string, PricedMessages>();
  for (const { category, type, count } of figures) {
    const key = `${category} ${type}`;
    alike.set(key, { category, type, messages: (alike.get(key)?.messages ?? 0) + count });
  }
  return [...alike.values()];
}

/** First days of months, the newest first. */
function monthsBetween(first: string, last: string): readonly string[] {
  const [year = 0, month = 1] = last.split('-').map(Number);
  const months: string[] = [];
  for (let back = 0; ; back += 1) {
    const start = new Date(Date.UTC(year, month - 1 - back)).toISOString().slice(0, 10);
    if (start < first) return months;
    months.push(start);
  }
}
