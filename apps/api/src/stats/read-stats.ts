import { Inject, Injectable } from '@nestjs/common';
import { type Caller, visibleClient } from '#clients';
import { Clock } from '#runtime';
import { type Grain, HOURS_KEPT_DAYS, type MessageFigure, StatsRepository } from '#usage';
import { visibleSenders } from '../access/visible-senders.js';
import type { Problem } from '../problems/problem.js';
import { countFigures } from './count-figures.js';
import { explainFailure } from './explain-failure.js';
import type { StatsQueryDto } from './stats-query.dto.js';
import type { StatsDto } from './stats.dto.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How long an hour or a day is, how many are shown where nobody says so, and at most. */
const GRAINS = {
  hour: { ms: HOUR_MS, usual: 24, most: 168 },
  day: { ms: DAY_MS, usual: 30, most: 92 },
} as const satisfies Readonly<Record<Grain, unknown>>;

/** Of what a time can say: beyond, it would be answered in a form that nobody may ask in. */
const [FIRST, LAST] = [Date.parse('0000-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59Z')];

export type StatsReading =
  { readonly kind: 'stats'; readonly stats: StatsDto } | { readonly kind: 'refused'; readonly problem: Problem };

/** What became of the messages that a key may see, by the hour or the day in which they were accepted. */
@Injectable()
export class ReadStats {
  constructor(
    @Inject(StatsRepository) private readonly figures: StatsRepository,
    private readonly clock: Clock,
  ) {}

  async execute(caller: Caller, { from, to, by = 'day', sender, template }: StatsQueryDto): Promise<StatsReading> {
    const { ms, usual } = GRAINS[by];
    const now = this.clock.now().getTime();
    const end = Math.ceil((to === undefined ? now + 1 : Date.parse(to)) / ms) * ms;
    const start = from === undefined ? end - usual * ms : Math.floor(Date.parse(from) / ms) * ms;
    const problem = problemOf(start, end, by, now);
    if (problem !== null) return { kind: 'refused', problem };
    const figures = await this.figures.figures({
      grain: by,
      from: new Date(start),
      to: new Date(end),
      senders: visibleSenders(caller, sender),
      template: template ?? null,
      clientId: visibleClient(caller),
    });
    return { kind: 'stats', stats: statsOf(figures, start, end, by) };
  }
}

function problemOf(start: number, end: number, by: Grain, now: number): Problem | null {
  const { ms, most } = GRAINS[by];
  if (start < FIRST || end > LAST) {
    const path = end > LAST ? 'to' : 'from';
    return refused(path, 'is in no year of four digits', `${path} is further away than any message can be.`);
  }
  if (start >= end) return refused('from', 'is not before to', 'from is not before to: no message can lie between.');
  if ((end - start) / ms > most) {
    return refused('from', `is more than ${most} ${by}s before to`, `At most ${most} ${by}s are shown at once.`);
  }
  if (by === 'hour' && start < now - HOURS_KEPT_DAYS * DAY_MS) {
    const kept = `hours are kept for ${HOURS_KEPT_DAYS} days`;
    return refused('from', `is too long ago: ${kept}`, `Ask by=day: ${kept}, days for good.`);
  }
  return null;
}

function refused(path: string, message: string, detail: string): Problem {
  return { code: 'VALIDATION_FAILED', detail, errors: [{ path, message }] };
}

function statsOf(figures: readonly MessageFigure[], start: number, end: number, by: Grain): StatsDto {
  const { ms } = GRAINS[by];
  const byStart = new Map<number, MessageFigure[]>();
  for (const figure of figures) {
    const of = byStart.get(figure.start) ?? [];
    of.push(figure);
    byStart.set(figure.start, of);
  }
  const total = countFigures(figures);
  const explained = total.failures.map((failure) => ({ ...failure, ...explainFailure(failure.code) }));
  return {
    from: new Date(start).toISOString(),
    to: new Date(end).toISOString(),
    by,
    total: { ...total, failures: explained },
    items: Array.from({ length: (end - start) / ms }, (_, index) => {
      const at = start + index * ms;
      return { start: new Date(at).toISOString(), ...countFigures(byStart.get(at) ?? []) };
    }),
  };
}
