import { afterEach, describe, expect, it, vi } from 'vitest';
import { Sweep } from './sweep.js';

const untouched = (error: unknown): void => expect.fail(`reported ${String(error)}`);

describe('a sweep', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('runs its step again and again, a pause after each, until it is stopped', async () => {
    vi.useFakeTimers();
    const round = vi.fn<() => Promise<void>>(() => Promise.resolve());
    const sweep = new Sweep('test', 1_000, round, untouched);
    sweep.start();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(round).toHaveBeenCalledTimes(3);
    await sweep.stop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(round).toHaveBeenCalledTimes(3);
  });

  it('reports a round that fails, once until another succeeds, and the next one comes as usual', async () => {
    const errors: unknown[] = [];
    let rounds = 0;
    const round = (): Promise<void> => {
      rounds += 1;
      return [1, 2, 4].includes(rounds) ? Promise.reject(new Error(`round ${rounds}`)) : Promise.resolve();
    };
    const sweep = new Sweep('test', 1, round, (error) => errors.push(error));
    sweep.start();
    await vi.waitUntil(() => rounds >= 5);
    await sweep.stop();
    expect(errors).toEqual([new Error('round 1'), new Error('round 4')]);
  });

  it('waits for the round under way when it is stopped', async () => {
    const steps: string[] = [];
    let finish: () => void = () => undefined;
    const round = async (): Promise<void> => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      steps.push('round over');
    };
    const sweep = new Sweep('test', 60_000, round, untouched);
    sweep.start();
    const stopped = sweep.stop().then(() => steps.push('stopped'));
    await new Promise(setImmediate);
    expect(steps).toEqual([]);
    finish();
    await stopped;
    expect(steps).toEqual(['round over', 'stopped']);
  });

  it('waits two seconds at the most for a round that does not end: what it leaves undone, another does', async () => {
    vi.useFakeTimers();
    const sweep = new Sweep('test', 1, () => new Promise(() => undefined), untouched);
    sweep.start();
    const stopped = vi.fn<() => void>();
    void sweep.stop().then(stopped);
    await vi.advanceTimersByTimeAsync(1_999);
    expect(stopped).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(stopped).toHaveBeenCalledOnce();
  });

  it('does not wait for its pause to end when it is stopped', async () => {
    vi.useFakeTimers();
    const round = vi.fn<() => Promise<void>>(() => Promise.resolve());
    const sweep = new Sweep('test', 3_600_000, round, untouched);
    sweep.start();
    await vi.advanceTimersByTimeAsync(0);
    const stopped = vi.fn<() => void>();
    void sweep.stop().then(stopped);
    await vi.advanceTimersByTimeAsync(0);
    expect(stopped).toHaveBeenCalledOnce();
    expect(round).toHaveBeenCalledTimes(1);
  });

  it('can be stopped before it was started', async () => {
    const sweep = new Sweep('test', 1, () => Promise.resolve(), untouched);
    await expect(sweep.stop()).resolves.toBeUndefined();
  });
});
