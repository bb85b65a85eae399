import { createHmac, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { secretsThatSigned } from '#webhook-events';
import { seededRandom } from '../../apps/sandbox/src/behaviour/seeded-random.js';
import { LONG } from './fault-stack.js';
import { quantile } from './webhook-traffic.js';

const SEED = Number(process.env['FAULT_SEED'] ?? 20_261_123);
const SECRET = 'app-secret-whose-hash-is-guessed-at';
const CALLS = LONG ? 200_000 : 40_000;

/** Welch's t of two samples: beyond 4.5 they differ (Goodwill et al., "A testing methodology for side-channel resistance"). */
function welch(one: readonly number[], other: readonly number[]): number {
  const [left, right] = [moments(one), moments(other)];
  return Math.abs(left.mean - right.mean) / Math.sqrt(left.variance / one.length + right.variance / other.length);
}

function moments(values: readonly number[]): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) };
}

interface Sample {
  readonly almost: boolean;
  readonly nanoseconds: number;
}

/** How long guesses take that are wrong in their last digit only, and guesses that are wrong in all. */
function measure(check: (body: Buffer, header: string) => unknown): number {
  const random = seededRandom(SEED);
  const body = randomBytes(200);
  const hex = createHmac('sha256', SECRET).update(body).digest('hex');
  const other = (digit: string): string => (digit === '0' ? '1' : '0');
  const guesses = {
    almost: `sha256=${hex.slice(0, -1)}${other(hex.slice(-1))}`,
    wrong: `sha256=${hex.replaceAll(/./g, other)}`,
  };
  const samples: Sample[] = [];
  for (let call = -2_000; call < CALLS; call += 1) {
    const almost = random() < 0.5;
    // A text of its own each time, so that nothing is remembered of the last one.
    const header = Buffer.from(almost ? guesses.almost : guesses.wrong).toString('latin1');
    const began = process.hrtime.bigint();
    check(body, header);
    const nanoseconds = Number(process.hrtime.bigint() - began);
    if (call >= 0) samples.push({ almost, nanoseconds });
  }
  // What interrupts the process says nothing of the comparison: the slowest tenth is left out, of both together.
  const limit = quantile(
    samples.map(({ nanoseconds }) => nanoseconds),
    0.9,
  );
  const of = (almost: boolean): readonly number[] =>
    samples
      .filter((sample) => sample.almost === almost && sample.nanoseconds <= limit)
      .map(({ nanoseconds }) => nanoseconds);
  return welch(of(true), of(false));
}

/** What the check must not be: it ends at the first digit that differs. */
function hasty(body: Buffer, header: string): boolean {
  const right = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
  for (let index = 0; index < right.length; index += 1) if (right[index] !== header[index]) return false;
  return true;
}

it('a guess at a signature takes as long whether it is almost right or all wrong (C6)', { timeout: 120_000 }, () => {
  const figures = {
    t: Number(measure((body, header) => secretsThatSigned(body, header, [SECRET])).toFixed(2)),
    tOfHasty: Number(measure(hasty).toFixed(2)),
  };
  process.stdout.write(`${JSON.stringify({ test: 'signature-timing', seed: SEED, calls: CALLS, ...figures })}\n`);
  expect(figures.t).toBeLessThan(4.5);
  // The yardstick would show it.
  expect(figures.tOfHasty).toBeGreaterThan(4.5);
});
