import { databaseClock } from '#database';
import type { Check } from './check.js';
import { fail, pass, unchecked, warn } from './finding.js';

const PATIENCE_MS = 5_000;
/** Meta dates by whole seconds; what lies further in the future than 3 s is no evidence (libs/sending, sender-hearing.ts). */
const MOST_MS = 3_000;
const NOTABLE_MS = 1_500;

/** PostgreSQL's clock, which all timers go by, against Meta's. */
export const checkClocks: Check = {
  name: 'clocks',
  async run({ database, environment }) {
    const metas = await offsetOf(() => dateOf(environment.WHATSAPP_GRAPH_URL));
    if (metas === null) return [unchecked('Meta does not tell the time')];
    const ours = database === null ? { offsetMs: 0 } : await offsetOf(() => databaseClock(database));
    if (ours === null) return [unchecked('PostgreSQL does not tell the time')];
    const whose = database === null ? "this machine's clock" : "PostgreSQL's clock";
    const behindMs = metas.offsetMs - ours.offsetMs;
    const text = `${whose} is ${(Math.abs(behindMs) / 1_000).toFixed(1)} s ${behindMs < 0 ? 'before' : 'behind'} Meta's`;
    if (Math.abs(behindMs) > MOST_MS) return [fail('CLOCK_SKEWED', text)];
    return [Math.abs(behindMs) > NOTABLE_MS ? warn('CLOCK_SKEWED', text) : pass(`${whose} agrees with Meta's`)];
  },
};

/** How far another clock is ahead of this machine's, taken in the middle of the question. */
async function offsetOf(read: () => Promise<Date | null>): Promise<{ offsetMs: number } | null> {
  const before = Date.now();
  const time = await read();
  return time === null ? null : { offsetMs: time.getTime() - (before + Date.now()) / 2 };
}

/** The header Date, in whole seconds: half a second more is nearer to it. */
async function dateOf(url: string): Promise<Date | null> {
  try {
    const response = await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) });
    const date = Date.parse(response.headers.get('date') ?? '');
    return Number.isNaN(date) ? null : new Date(date + 500);
  } catch {
    return null;
  }
}
