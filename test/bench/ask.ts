import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Asked } from './run-scenarios.js';

export const HELP = `npm run bench                              every scenario but the long ones, which takes an hour and more
npm run bench -- --scenario accept,worker  these
  --seconds N    how long there is load
  --rate N       requests, messages or webhooks a second
  --messages N   old ones (growth), or those that wait (backlog)
  --rounds N     how often each contender has its turn; medians are of these
  --seed N       of what the sandbox does at random
  --profile      CPU profiles of the processes and statements of PostgreSQL, beside the results
  --out FOLDER   of the results (.recado/bench)
npm run bench -- counting|figures          what it costs to keep figures; how long lists, stats and usage take
docs/performance.md says what each scenario is; they run in this order, long ones when they are named:`;

/** More than any machine makes: it would take its time to find out. */
const HIGHEST_RATE = 100_000;
const USUAL_SEED = 20_261_129;
const text = { type: 'string' } as const;

/** What the command line asks for; as text: what is wrong with it. */
export function ask(args: readonly string[], folder: string): Asked | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        scenario: text,
        seconds: text,
        rate: text,
        messages: text,
        rounds: text,
        seed: text,
        out: text,
        profile: { type: 'boolean', default: false },
      },
    });
    return {
      scenarios: values.scenario?.split(',') ?? [],
      seconds: number('seconds', values.seconds),
      rate: number('rate', values.rate, HIGHEST_RATE),
      messages: wholeNumber('messages', values.messages),
      rounds: wholeNumber('rounds', values.rounds),
      seed: wholeNumber('seed', values.seed) ?? USUAL_SEED,
      profile: values.profile,
      folder: resolve(folder, values.out ?? '.recado/bench'),
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function number(name: string, value: string | undefined, highest = Number.MAX_VALUE): number | undefined {
  if (value === undefined) return undefined;
  if (!(Number(value) > 0 && Number(value) <= highest)) {
    const most = highest < Number.MAX_VALUE ? ` and at most ${highest}` : '';
    throw new RangeError(`--${name} is a number above 0${most}, not "${value}"`);
  }
  return Number(value);
}

function wholeNumber(name: string, value: string | undefined): number | undefined {
  const given = number(name, value);
  if (given !== undefined && !Number.isSafeInteger(given))
    throw new RangeError(`--${name} is a whole number, not "${value}"`);
  return given;
}
