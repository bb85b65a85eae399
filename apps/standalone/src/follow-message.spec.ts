import { describe, expect, it } from 'vitest';
import { followMessage } from './follow-message.js';
import { type Message, parseMessage } from './message.js';

const message = (fields: Partial<Message> = {}): Message => ({
  ...parseMessage({ id: '1', status: 'PENDING', createdAt: '2026-11-23T10:00:00Z' }),
  ...fields,
});

/** An API that shows these states of a message, one a look, the last one for ever. */
const apiShowing = (...states: Message[]) => ({
  getMessage: async (): Promise<Message> => (states.length > 1 ? states.shift() : states[0]) ?? message(),
});

describe('following a message', () => {
  it('tells every step once and in order, even of two that happened between two looks', async () => {
    const told: string[] = [];
    const read = message({ status: 'READ' });
    const api = apiShowing(message({ status: 'SENT' }), message({ status: 'SENT' }), read);
    const end = await followMessage(api, message(), (step) => told.push(step), 5_000);
    expect(end.kind).toBe('read');
    expect(told).toEqual(['PENDING', 'SENT', 'DELIVERED', 'READ']);
  });

  it('ends with a message that failed', async () => {
    const failed = message({ status: 'FAILED', error: { code: '131026', title: 'Undeliverable', advice: 'Ask' } });
    expect(await followMessage(apiShowing(failed), message(), () => undefined, 5_000)).toEqual({
      kind: 'ended',
      message: failed,
    });
  });

  it('gives up when the time is over, with the state of then', async () => {
    const waiting = message({ pendingReason: 'RETRYING' });
    expect(await followMessage(apiShowing(waiting), message(), () => undefined, 10)).toEqual({
      kind: 'late',
      message: waiting,
    });
  });
});
