import { describe, expect, it } from 'vitest';
import type { ApiAnswer, FollowedMessage } from '#api-client';
import { followSteps } from './follow-steps.js';

const message = (fields: Partial<FollowedMessage> = {}): FollowedMessage => ({
  id: '1',
  status: 'PENDING',
  createdAt: '2026-11-23T10:00:00Z',
  sentAt: null,
  pendingReason: null,
  text: null,
  error: null,
  events: [],
  ...fields,
});

/** An API that shows these states of a message, one a look, the last one for ever. */
const apiShowing = (...states: FollowedMessage[]) => ({
  call: async (): Promise<ApiAnswer> => {
    const json = (states.length > 1 ? states.shift() : states[0]) ?? message();
    return { kind: 'answered', status: 200, text: '', json };
  },
});

describe('following a message', () => {
  it('tells every step once and in order, even of two that happened between two looks', async () => {
    const told: string[] = [];
    const read = message({ status: 'READ' });
    const api = apiShowing(message({ status: 'SENT' }), message({ status: 'SENT' }), read);
    const end = await followSteps(api, message(), (step) => told.push(step), 5_000);
    expect(end.kind).toBe('read');
    expect(told).toEqual(['PENDING', 'SENT', 'DELIVERED', 'READ']);
  });

  it('ends with a message that failed', async () => {
    const failed = message({ status: 'FAILED', error: { code: '131026', title: 'Undeliverable', advice: 'Ask' } });
    expect(await followSteps(apiShowing(failed), message(), () => undefined, 5_000)).toEqual({
      kind: 'ended',
      message: failed,
    });
  });

  it('gives up when the time is over, with the state of then', async () => {
    const waiting = message({ pendingReason: 'RETRYING' });
    expect(await followSteps(apiShowing(waiting), message(), () => undefined, 10)).toEqual({
      kind: 'late',
      message: waiting,
    });
  });
});
