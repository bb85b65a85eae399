import { describe, expect, it } from 'vitest';
import type { DueDelivery, UnderWay } from '#callbacks';
import { EndpointTurn, type TurnParts } from './endpoint-turn.js';

function delivery(deliveryId: string, messageId: string | null = null): DueDelivery {
  const type = 'message.sent';
  const nothing = { message: null, facts: null, line: null, recipient: null };
  return { deliveryId, type, version: 1, occurredAt: new Date(), failures: 0, messageId, ...nothing };
}

/** What is due but for what is not to be read, until it was settled. */
function dueFrom(deliveries: readonly DueDelivery[], settled: ReadonlySet<string>) {
  return (_limit: number, but: readonly UnderWay[]): Promise<readonly DueDelivery[]> =>
    Promise.resolve(
      deliveries.filter(
        ({ deliveryId, messageId }) =>
          !settled.has(deliveryId) &&
          !but.some((one) => one.deliveryId === deliveryId || (messageId !== null && one.messageId === messageId)),
      ),
    );
}

function turn(parts: Partial<TurnParts> & Pick<TurnParts, 'due' | 'deliver'>): EndpointTurn {
  const { signal: stopping } = new AbortController();
  return new EndpointTurn({ rateLimit: null, keep: () => Promise.resolve(true), stopping, ...parts });
}

describe('a turn at an endpoint', () => {
  it('posts once what nobody could write down, and what happened to its message not at all; then it rests', async () => {
    const settled = new Set<string>();
    const posted: string[] = [];
    const due = dueFrom([delivery('a', 'm'), delivery('b', 'm'), delivery('c', 'n'), delivery('d')], settled);
    const deliver = ({ deliveryId }: DueDelivery): Promise<boolean> => {
      posted.push(deliveryId);
      if (deliveryId === 'a') return Promise.resolve(false);
      settled.add(deliveryId);
      return Promise.resolve(true);
    };
    expect(await turn({ due, deliver }).run()).toEqual({ tried: 3, restMs: 10_000 });
    expect(posted).toEqual(['a', 'c', 'd']);
  });

  it('ends where nothing can be written down', async () => {
    const many = Array.from({ length: 100 }, (_, index) => delivery(String(index)));
    const deliver = (): Promise<boolean> => Promise.resolve(false);
    const { tried } = await turn({ due: dueFrom(many, new Set()), deliver }).run();
    expect(tried).toBeLessThanOrEqual(20);
  });

  it('waits for what is under way when nobody can say what else is due: no other worker posts it beside', async () => {
    let answer = (): void => undefined;
    const answered = new Promise<boolean>((resolve) => {
      answer = () => resolve(true);
    });
    let looks = 0;
    const due = (): Promise<readonly DueDelivery[]> => {
      looks += 1;
      return looks === 1 ? Promise.resolve([delivery('a')]) : Promise.reject(new Error('away'));
    };
    let isOver = false;
    const run = turn({ due, deliver: () => answered })
      .run()
      .finally(() => (isOver = true));
    while (looks < 2) await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isOver).toBe(false);
    answer();
    await expect(run).rejects.toThrow('away');
  });

  it('says how long its endpoint wants to hear nothing more', async () => {
    const settled = new Set<string>();
    const deliver = ({ deliveryId }: DueDelivery): Promise<boolean> =>
      Promise.resolve(settled.add(deliveryId).has(deliveryId));
    const one = { due: dueFrom([delivery('a')], settled), deliver };
    const { restMs } = await turn({ ...one, rateLimit: 1 }).run();
    expect(restMs).toBeGreaterThan(500);
    expect(restMs).toBeLessThanOrEqual(1_000);
    settled.clear();
    expect(await turn(one).run()).toEqual({ tried: 1, restMs: 0 });
  });
});
