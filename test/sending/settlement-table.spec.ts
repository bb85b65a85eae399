import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OUTCOMES, type QueueState, SendingDatabase, statusOf } from './sending-database.js';

let database: SendingDatabase;

beforeAll(async () => {
  database = await SendingDatabase.start();
});

beforeEach(() => database.empty());

afterAll(() => database.stop());

const STATES: readonly QueueState[] = ['none', 'QUEUED', 'SENDING', 'UNCONFIRMED', 'HELD'];

/**
 * Every outcome against every state of the message's place in the send queue, which is at attempt 2; `none` is a message
 * that we had given up ourselves (progress 2). An outcome speaks of this attempt (2) or of the one before (1).
 *
 * Each cell: the state after it, the message's progress, the number of its wamids, its attempts as kept with the message.
 */
const TABLE: readonly (readonly [outcome: Said, attempt: 1 | 2, ...cells: readonly string[]])[] = [
  //                            none          QUEUED        SENDING          UNCONFIRMED        HELD
  ['accepted', 2, /*         */ 'none 3 1 2', 'none 3 1 2', 'none 3 1 2', 'none 3 1 2', 'none 3 1 2'],
  ['accepted', 1, /*         */ 'none 3 1 1', 'none 3 1 1', 'SENDING 3 1 1', 'none 3 1 1', 'none 3 1 1'],
  ['failed', 2, /*           */ 'none 2 0 0', 'QUEUED 0 0 0', 'none 2 0 2', 'none 2 0 2', 'HELD 0 0 0'],
  ['failed', 1, /*           */ 'none 2 0 0', 'QUEUED 0 0 0', 'SENDING 0 0 0', 'UNCONFIRMED 0 0 0', 'HELD 0 0 0'],
  ['again', 2, /*            */ 'none 2 0 0', 'QUEUED 0 0 0', 'QUEUED 0 0 0', 'QUEUED 0 0 0', 'HELD 0 0 0'],
  ['again', 1, /*            */ 'none 2 0 0', 'QUEUED 0 0 0', 'SENDING 0 0 0', 'UNCONFIRMED 0 0 0', 'HELD 0 0 0'],
  ['unclear', 2, /*          */ 'none 2 0 0', 'QUEUED 0 0 0', 'UNCONFIRMED 0 0 0', 'UNCONFIRMED 0 0 0', 'HELD 0 0 0'],
  ['unclear', 1, /*          */ 'none 2 0 0', 'QUEUED 0 0 0', 'SENDING 0 0 0', 'UNCONFIRMED 0 0 0', 'HELD 0 0 0'],
  ['webhook sent', 2, /*     */ 'none 3 1 2', 'none 3 1 2', 'none 3 1 2', 'none 3 1 2', 'none 3 1 2'],
  ['webhook sent', 1, /*     */ 'none 3 1 1', 'none 3 1 1', 'SENDING 3 1 1', 'none 3 1 1', 'none 3 1 1'],
  // A word that says nothing of delivery, as `played`: whatever is told of an attempt, Meta has it.
  ['webhook other', 2, /*    */ 'none 3 1 2', 'none 3 1 2', 'none 3 1 2', 'none 3 1 2', 'none 3 1 2'],
  ['webhook other', 1, /*    */ 'none 3 1 1', 'none 3 1 1', 'SENDING 3 1 1', 'none 3 1 1', 'none 3 1 1'],
  ['webhook delivered', 2, /**/ 'none 5 1 2', 'none 5 1 2', 'none 5 1 2', 'none 5 1 2', 'none 5 1 2'],
  ['webhook delivered', 1, /**/ 'none 5 1 1', 'none 5 1 1', 'SENDING 5 1 1', 'none 5 1 1', 'none 5 1 1'],
  ['webhook read', 2, /*     */ 'none 6 1 2', 'none 6 1 2', 'none 6 1 2', 'none 6 1 2', 'none 6 1 2'],
  ['webhook read', 1, /*     */ 'none 6 1 1', 'none 6 1 1', 'SENDING 6 1 1', 'none 6 1 1', 'none 6 1 1'],
  ['webhook failed', 2, /*   */ 'none 4 1 2', 'none 4 1 2', 'none 4 1 2', 'none 4 1 2', 'none 4 1 2'],
  ['webhook failed', 1, /*   */ 'none 4 1 1', 'none 4 1 1', 'SENDING 4 1 1', 'none 4 1 1', 'none 4 1 1'],
  // Failed for a reason that lies with the account: it waits again, unless we had given it up.
  ['webhook returned', 2, /* */ 'none 4 1 2', 'QUEUED 0 1 0', 'QUEUED 0 1 0', 'QUEUED 0 1 0', 'QUEUED 0 1 0'],
  ['webhook returned', 1, /* */ 'none 4 1 1', 'QUEUED 0 1 0', 'SENDING 0 1 0', 'UNCONFIRMED 0 1 0', 'HELD 0 1 0'],
  // A wamid that nobody knows yet says nothing about any message: the status is parked.
  ['wamid only', 2, /*       */ 'none 2 0 0', 'QUEUED 0 0 0', 'SENDING 0 0 0', 'UNCONFIRMED 0 0 0', 'HELD 0 0 0'],
];

type Said =
  | keyof typeof OUTCOMES
  | 'webhook sent'
  | 'webhook other'
  | 'webhook delivered'
  | 'webhook read'
  | 'webhook failed'
  | 'webhook returned'
  | 'wamid only';

async function say(said: Said, messageId: string, attempt: number): Promise<void> {
  const attemptOf = { messageId, attempt };
  switch (said) {
    case 'accepted':
    case 'failed':
    case 'again':
    case 'unclear':
      await database.settle(messageId, attempt, OUTCOMES[said]);
      return;
    case 'webhook sent':
      await database.report(statusOf(messageId, 'sent', { attemptOf }));
      return;
    case 'webhook other':
      await database.report(statusOf(messageId, 'other', { attemptOf }));
      return;
    case 'webhook delivered':
      await database.report(statusOf(messageId, 'delivered', { attemptOf }));
      return;
    case 'webhook read':
      await database.report(statusOf(messageId, 'read', { attemptOf }));
      return;
    case 'webhook failed':
      await database.report(statusOf(messageId, 'failed', { attemptOf }));
      return;
    case 'webhook returned':
      await database.report(statusOf(messageId, 'failed', { attemptOf, blocks: 'sender' }));
      return;
    case 'wamid only':
      await database.report(statusOf(messageId, 'delivered', { attemptOf: null }));
  }
}

const cells = TABLE.flatMap(([said, attempt, ...row]) =>
  STATES.map((state, index) => ({ said, attempt, state, after: row[index] ?? 'no such cell' })),
);

describe('what is said of an attempt', () => {
  it.each(cells)(
    '$said, of attempt $attempt, turns $state at attempt 2 into $after',
    async ({ said, attempt, state, after }) => {
      const id = await database.messageIn(state, 2);
      await say(said, id, attempt);
      const standing = await database.standing(id);
      expect([standing.state, standing.progress, standing.wamids, standing.attempts].join(' ')).toBe(after);
    },
  );

  it.each(cells)(
    '$said, of attempt $attempt, changes nothing more when it is said again to $state',
    async ({ said, attempt, state, after }) => {
      const id = await database.messageIn(state, 2);
      await say(said, id, attempt);
      await say(said, id, attempt);
      const standing = await database.standing(id);
      expect([standing.state, standing.progress, standing.wamids, standing.attempts].join(' ')).toBe(after);
      expect(standing.failures ?? 0).toBeLessThanOrEqual(1);
      expect(standing.unclear ?? 0).toBeLessThanOrEqual(1);
    },
  );
});
