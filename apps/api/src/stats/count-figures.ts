import { type MessageFigure, percentilesOf } from '#usage';
import type { FailureCountDto, MessageCountsDto } from './stats.dto.js';

/** Adds figures up, of one hour or day or of all of them; there may be thousands. */
export function countFigures(figures: readonly MessageFigure[]): Counts {
  const sums = { accepted: 0, sent: 0, delivered: 0, read: 0, failed: 0, cancelled: 0 };
  const [toSent, toDelivered, codes] = [new Sums<number>(), new Sums<number>(), new Sums<string>()];
  for (const { figure, detail, count } of figures) {
    if (figure === 'time_to_sent') toSent.add(Number(detail), count);
    else if (figure === 'time_to_delivered') toDelivered.add(Number(detail), count);
    else sums[figure] += count;
    if (figure === 'failed') codes.add(detail, count);
  }
  return {
    ...sums,
    deliveryRate: sums.sent === 0 ? null : Number((sums.delivered / sums.sent).toFixed(4)),
    timeToSent: percentilesOf(toSent.of),
    timeToDelivered: percentilesOf(toDelivered.of),
    failures: [...codes.of]
      .map(([code, count]) => ({ code, count }))
      .toSorted((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)),
  };
}

type Counts = Pick<MessageCountsDto, keyof MessageCountsDto> & {
  /** The most frequent first. */
  readonly failures: readonly Pick<FailureCountDto, 'code' | 'count'>[];
};

class Sums<Key> {
  readonly of = new Map<Key, number>();

  add(key: Key, count: number): void {
    this.of.set(key, (this.of.get(key) ?? 0) + count);
  }
}
