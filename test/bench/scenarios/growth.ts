import { OldMessages } from '../old-messages.js';
import { Product } from '../product.js';
import { quantile } from '../quantile.js';
import type { Figures, RunOptions, Scenario } from '../scenario.js';
import { atItsRate } from './end-to-end.js';

const oldMessages = new OldMessages();
const CALLS = 100;
const DAY_MS = 86_400_000;
const READS = { list: '/messages?limit=100', stats: '/stats', usage: '/usage' } as const;

async function withReads(product: Product, run: RunOptions): Promise<Figures> {
  const figures = await atItsRate(product, run);
  const reads: Record<string, number> = {};
  for (const [name, path] of Object.entries(READS)) {
    const times: number[] = [];
    for (let call = 0; call < CALLS; call += 1) {
      const from = new Date(Date.now() - (call % 7) * DAY_MS).toISOString();
      const url = `${product.url}${path}${name === 'stats' ? `?from=${from}` : ''}`;
      const askedAt = performance.now();
      const answer = await fetch(url, { headers: product.adminHeaders });
      const text = await answer.text();
      times.push(performance.now() - askedAt);
      if (!answer.ok) throw new Error(`${url}: ${answer.status} ${text}`);
    }
    reads[`${name} p99 ms`] = quantile(times, 0.99);
  }
  return { ...figures, ...reads };
}

async function measured(run: RunOptions, dataDir: string | null): Promise<Figures> {
  const product = await Product.start(run, dataDir === null ? {} : { dataDir });
  try {
    return await withReads(product, run);
  } finally {
    await product.servers.stop();
  }
}

export const growth: Scenario = {
  name: 'growth',
  about:
    'end to end at its rate in a database with old messages and in a new one; then lists, stats and usage, 100 times each',
  usual: { seconds: 30, rate: 1_000, messages: 5_000_000, rounds: 5 },
  contenders: [
    { name: 'old messages', run: async (run) => measured(run, await oldMessages.of(run.messages)) },
    { name: 'none', run: (run) => measured(run, null) },
  ],
  compared: ['CPU ms a message: postgres', 'CPU ms a message, all of ours'],
  long: true,
  end: () => oldMessages.forget(),
};
