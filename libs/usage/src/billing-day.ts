/** A day of the calendar in the time zone of the bill, and how much of it is over. */
export interface BillingDay {
  /** `2026-11-28`. */
  readonly date: string;
  /** `2026-11-01`, by which its month is known. */
  readonly month: string;
  /** 1 to 31. */
  readonly dayOfMonth: number;
  readonly daysInMonth: number;
  /** 0 at midnight, near 1 a minute before the next one. */
  readonly elapsed: number;
}

/** The day that it is at a moment in that time zone. */
export function billingDay(moment: Date, timezone: string): BillingDay {
  const parts = new Map(
    formatOf(timezone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? '';
  const [year, month, day] = [part('year'), part('month'), part('day')];
  return {
    date: `${year}-${month}-${day}`,
    month: `${year}-${month}-01`,
    dayOfMonth: Number(day),
    // Day 0 of the next month is the last one of this.
    daysInMonth: new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate(),
    elapsed: (Number(part('hour')) * 60 + Number(part('minute'))) / (24 * 60),
  };
}

/** The date so many days before another. */
export function daysBefore(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10);
}

/** How many days lie from one date to a later one. */
export function daysBetween(earlier: string, later: string): number {
  return Math.round((Date.parse(`${later}T00:00:00Z`) - Date.parse(`${earlier}T00:00:00Z`)) / DAY_MS);
}

const DAY_MS = 86_400_000;

function formatOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
}
