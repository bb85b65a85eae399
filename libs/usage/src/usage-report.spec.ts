import { describe, expect, it } from 'vitest';
import { RateCard } from './rate-card.js';
import { UsageReport } from './usage-report.js';
import type { UsageFigure, UsageFilters } from './usage.repository.js';

const NOW = new Date('2026-11-20T12:00:00Z');

const CARD = new RateCard('EUR', [
  {
    from: '2026-10-01',
    markets: [
      { name: 'Iberia', countries: ['ES', 'PT'], prices: new Map([['utility', 15_500n]]) },
      { name: 'Other', countries: ['*'], prices: new Map([['marketing', 60_000n]]) },
    ],
  },
]);

function figure(change: Partial<UsageFigure>): UsageFigure {
  const message = { figure: 'message', billable: 'yes', category: 'utility', type: 'regular', country: 'ES' } as const;
  return { start: '2026-11-01', senderId: '1', ...message, count: 1, ...change };
}

const conversations = (count: number, change: Partial<UsageFigure> = {}): UsageFigure =>
  figure({
    figure: 'conversation',
    billable: '',
    category: '',
    type: '',
    country: '',
    count,
    ...change,
  });

/** A report on these figures, of months and of the days before now. */
function reportOn(months: readonly UsageFigure[], days: readonly UsageFigure[] = [], rateCard: RateCard | null = CARD) {
  const usage = {
    figures: ({ period }: UsageFilters) => Promise.resolve(period === 'month' ? months : days),
    senders: () => Promise.resolve(['1', '2']),
  };
  return new UsageReport(usage, { timezone: 'UTC', freeConversations: 1_000, rateCard }, { now: () => NOW });
}

const ALL = { senders: null, clientId: null };

describe('the usage of a month', () => {
  it('is shown of each sender, also of one that used nothing', async () => {
    const months = await reportOn([conversations(3)]).months(ALL);
    expect(months.map(({ month, senderId, conversations: opened }) => [month, senderId, opened])).toEqual([
      ['2026-11', '1', 3],
      ['2026-11', '2', 0],
    ]);
    expect(months[1]).toMatchObject({ freeTier: { limit: 1_000, used: 0, left: 1_000 }, delivered: 0, billable: [] });
  });

  it('is shown of the senders that may be seen only', async () => {
    const months = await reportOn([]).months({ ...ALL, senders: ['2'] });
    expect(months.map(({ senderId }) => senderId)).toEqual(['2']);
  });

  it('has the free tier used by all clients for whoever may see them all', async () => {
    const [month] = await reportOn([conversations(400), conversations(700)]).months(ALL);
    expect(month).toMatchObject({
      conversations: 1_100,
      freeTier: { limit: 1_000, used: 1_100, left: 0, shared: false },
    });
  });

  it('is shown to one client of the senders that it used, or is bound to, and says that others use up the free tier, too', async () => {
    const client = { senders: null, clientId: '00000000-0000-7000-8000-000000000001' };
    const months = await reportOn([conversations(3)]).months(client);
    expect(months.map(({ senderId }) => senderId)).toEqual(['1']);
    expect(months[0]?.freeTier).toEqual({ limit: 1_000, used: 3, left: 997, shared: true });
    expect(await reportOn([]).months(client)).toEqual([]);
    const bound = await reportOn([]).months({ ...client, senders: ['2'] });
    expect(bound.map(({ senderId, freeTier }) => [senderId, freeTier.used])).toEqual([['2', 0]]);
  });

  it('adds up what is priced alike, whatever the country, and keeps apart what nobody priced', async () => {
    const [month] = await reportOn([
      figure({ count: 5 }),
      figure({ count: 2, country: 'JP' }),
      figure({ count: 3, category: 'marketing' }),
      figure({ count: 4, billable: 'no', type: 'free_customer_service' }),
      figure({ count: 6, billable: 'unknown', category: '', type: '' }),
    ]).months(ALL);
    expect(month).toMatchObject({
      delivered: 20,
      billable: [
        { category: 'utility', type: 'regular', messages: 7 },
        { category: 'marketing', type: 'regular', messages: 3 },
      ],
      free: [{ category: 'utility', type: 'free_customer_service', messages: 4 }],
      withoutPricing: 6,
    });
  });

  it('costs what the card says of each market and category, and says what the card does not know', async () => {
    const [month] = await reportOn([
      figure({ count: 5 }),
      figure({ count: 2, country: 'PT' }),
      figure({ count: 3, country: 'JP', category: 'marketing' }),
      figure({ count: 1, country: 'JP' }),
      figure({ count: 4, billable: 'no', type: 'free_customer_service' }),
    ]).months(ALL);
    expect(month?.cost).toEqual({
      total: 7n * 15_500n + 3n * 60_000n,
      lines: [
        { market: 'Iberia', category: 'utility', messages: 7, price: 15_500n },
        { market: 'Other', category: 'marketing', messages: 3, price: 60_000n },
      ],
      unpriced: [{ country: 'JP', category: 'utility', messages: 1 }],
    });
  });

  it('has no cost without a rate card', async () => {
    const [month] = await reportOn([figure({ count: 5 })], [], null).months(ALL);
    expect(month).toMatchObject({ cost: null, forecast: { cost: null } });
  });

  it('goes on like the last seven days until its end', async () => {
    // 7.5 days have 75; 10.5 days are left of November.
    const days = [
      conversations(40, { start: '2026-11-13' }),
      conversations(35, { start: '2026-11-20' }),
      figure({ start: '2026-11-15', count: 75 }),
    ];
    const [month] = await reportOn([conversations(200), figure({ count: 180 })], days).months(ALL);
    expect(month?.forecast).toEqual({ conversations: 200 + 105, cost: (180n + 105n) * 15_500n });
  });

  it('of a number that is new goes on like the days since it began', async () => {
    const days = [conversations(30, { start: '2026-11-19' })];
    const [month] = await reportOn([conversations(30)], days).months(ALL);
    // A day and a half.
    expect(month?.forecast?.conversations).toBe(30 + 210);
  });

  it('has no forecast when it is over', async () => {
    const months = await reportOn([]).months({ ...ALL, from: '2026-09-01', to: '2026-11-01', senders: ['1'] });
    expect(months.map(({ month, forecast }) => [month, forecast === null])).toEqual([
      ['2026-11', false],
      ['2026-10', true],
      ['2026-09', true],
    ]);
  });
});
