import { describe, expect, it } from 'vitest';
import type { QueueFigures } from './queue-figures.repository.js';
import { SharedQueueFigures } from './shared-queue-figures.js';

describe('what waits', () => {
  it('is read once for all who ask meanwhile and for three seconds, and again after a failure', async () => {
    let now = 0;
    const answers: ((figures: QueueFigures[] | Error) => void)[] = [];
    const read = (): Promise<QueueFigures[]> =>
      new Promise((answer, refuse) =>
        answers.push((figures) => (figures instanceof Error ? refuse(figures) : answer(figures))),
      );
    const shared = new SharedQueueFigures({ read }, () => now);
    const both = [shared.read(), shared.read()];
    now = 60_000;
    both.push(shared.read());
    answers[0]?.([]);
    await Promise.all(both);
    now = 62_999;
    await shared.read();
    expect(answers).toHaveLength(1);
    now = 63_000;
    const failing = shared.read();
    answers[1]?.(new Error('PostgreSQL is away'));
    await expect(failing).rejects.toThrow('away');
    const next = shared.read();
    expect(answers).toHaveLength(3);
    answers[2]?.([]);
    expect(await next).toEqual([]);
  });
});
