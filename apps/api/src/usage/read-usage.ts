import { Inject, Injectable } from '@nestjs/common';
import { type Caller, visibleClient } from '#clients';
import { UsageReport } from '#usage';
import { visibleSenders } from '../access/visible-senders.js';
import type { Problem } from '../problems/problem.js';
import { type UsageDto, viewOfMonth } from './usage.dto.js';
import type { UsageQueryDto } from './usage-query.dto.js';

const MOST_MONTHS = 24;

export type UsageReading =
  { readonly kind: 'usage'; readonly usage: UsageDto } | { readonly kind: 'refused'; readonly problem: Problem };

/** What the senders that a key may see used, month by month. */
@Injectable()
export class ReadUsage {
  constructor(@Inject(UsageReport) private readonly report: UsageReport) {}

  async execute(caller: Caller, query: UsageQueryDto): Promise<UsageReading> {
    const to = query.to ?? this.report.today().month.slice(0, 7);
    const from = query.from ?? to;
    const problem = problemOf(from, to);
    if (problem !== null) return { kind: 'refused', problem };
    const months = await this.report.months({
      from: `${from}-01`,
      to: `${to}-01`,
      senders: visibleSenders(caller, query.sender),
      clientId: visibleClient(caller),
    });
    const { timezone, rateCard } = this.report.settings;
    const items = months.map((month) => viewOfMonth(month, rateCard?.currency ?? null));
    return { kind: 'usage', usage: { timezone, items } };
  }
}

function problemOf(from: string, to: string): Problem | null {
  if (from > to) return refused('is after to', 'from is after to: no month lies between.');
  if (monthNumber(to) - monthNumber(from) < MOST_MONTHS) return null;
  return refused(`is more than ${MOST_MONTHS} months before to`, `At most ${MOST_MONTHS} months are shown at once.`);
}

function refused(message: string, detail: string): Problem {
  return { code: 'VALIDATION_FAILED', detail, errors: [{ path: 'from', message }] };
}

function monthNumber(month: string): number {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return year * 12 + number;
}
