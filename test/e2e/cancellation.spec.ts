import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDataSource } from '#database';
import { SendersRepository } from '#senders';
import {
  ClaimsRepository,
  ExpiryRepository,
  HeldMessagesRepository,
  InstallationRepository,
  RestoredDatabaseRepository,
  SettlementsRepository,
  StatusMerge,
  type StatusReport,
  UnconfirmedRepository,
} from '#sending';
import { OUTCOMES, type Outcome, SENDER, WABA, statusOf } from '../sending/sending-database.js';
import { at, exampleMessage, textAt } from '../support/examples.js';
import { type Stack, startStack } from '../support/stack.js';

let stack: Stack;
let dataSource: DataSource;
let senders: SendersRepository;

beforeAll(async () => {
  const started = await startStack();
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
  dataSource = await openDataSource(stack.databaseUrl, { applicationName: 'recado-test', maxConnections: 2 });
  senders = new SendersRepository(dataSource);
  await stack.sql('INSERT INTO senders (phone_number_id, waba_id, mps) VALUES ($1, $2, 80) ON CONFLICT DO NOTHING', [
    SENDER,
    WABA,
  ]);
});

beforeEach(async () => {
  await stack.sql('UPDATE installation SET sending_enabled = true, recovery_needed = false');
  await stack.sql(`UPDATE senders SET state = 'ACTIVE', half_open = false, wait_until = NULL`);
  await stack.sql(`UPDATE templates SET status = 'APPROVED' WHERE status = 'PAUSED'`);
});

afterAll(async () => {
  await dataSource.destroy();
  await stack.stop();
});

/** The next attempt of a message begins. */
async function claim(id: string): Promise<number> {
  // Many go to one recipient, and none is to wait for its pace.
  await stack.sql('UPDATE send_queue SET attempted_at = now() WHERE message_id = $1 AND state = 0', [id]);
  const [taken] = await new ClaimsRepository(dataSource, 30_000).claim([id]);
  if (!taken) throw new Error(`message ${id} could not be claimed`);
  return taken.attempt;
}

async function settle(messageId: string, attempt: number, outcome: Outcome): Promise<void> {
  await new SettlementsRepository(dataSource, new StatusMerge()).settle([{ messageId, attempt, ...outcome }]);
}

async function attempted(id: string, outcome: Outcome): Promise<void> {
  await settle(id, await claim(id), outcome);
}

async function webhook(report: StatusReport): Promise<void> {
  await dataSource.transaction((manager) => new StatusMerge().merge(manager, [report]));
}

async function leaseOver(id: string): Promise<number> {
  const attempt = await claim(id);
  await stack.sql(`UPDATE send_queue SET lease_until = now() - interval '1 second' WHERE message_id = $1`, [id]);
  return attempt;
}

async function deadWorker(id: string): Promise<number> {
  const attempt = await leaseOver(id);
  await new ExpiryRepository(dataSource, 0).expireLeases();
  return attempt;
}

/** What is UNCONFIRMED is decided now, by that policy. */
async function decide(id: string, policy: 'resend' | 'hold'): Promise<void> {
  await attempted(id, OUTCOMES.unclear);
  await stack.sql(`UPDATE send_queue SET attempted_at = attempted_at - interval '1 second' WHERE message_id = $1`, [
    id,
  ]);
  const settings = { waitMs: 0, soloWaitMs: 0, receiversHealthyForMs: 0, maxMs: 0, policy, sendTimeoutMs: 0 };
  await new UnconfirmedRepository(dataSource, settings).decide();
}

async function expire(id: string): Promise<void> {
  await stack.sql(`UPDATE send_queue SET expires_at = now() - interval '1 second' WHERE message_id = $1`, [id]);
}

const sent = (id: string) => attempted(id, { ...OUTCOMES.accepted, wamid: `wamid.${id}` });
const nothing = (): Promise<void> => Promise.resolve();

/** What has happened to the message, how it waits after that, and whether it can be cancelled. */
const TABLE: readonly (readonly [what: string, waits: string, answer: 200 | 409, (id: string) => Promise<unknown>])[] =
  [
    ['nothing yet', 'QUEUED', 200, nothing],
    ['its sender was paused', 'SENDER_PAUSED', 200, () => senders.pause(SENDER, 'PERSON', 'maintenance')],
    ['its sender has to wait', 'SENDER_PAUSED', 200, () => senders.wait(SENDER, 60_000)],
    [
      'its template was paused',
      'TEMPLATE_PAUSED',
      200,
      () => stack.sql(`UPDATE templates SET status = 'PAUSED' WHERE name = 'po_notification'`),
    ],
    [
      'sending was switched off',
      'DISABLED',
      200,
      () => new InstallationRepository(dataSource).setSendingEnabled(false),
    ],
    ['its time is over', 'QUEUED', 200, expire],
    ['Meta was busy', 'RETRYING', 200, (id) => attempted(id, OUTCOMES.again)],
    [
      'Meta was busy three times',
      'RETRYING',
      200,
      async (id) => {
        for (let time = 0; time < 3; time += 1) await attempted(id, OUTCOMES.again);
      },
    ],
    [
      'Meta could not be reached, and it is tried later',
      'RETRYING',
      200,
      (id) =>
        attempted(id, {
          ...OUTCOMES.again,
          outcome: 'not_sent: ECONNREFUSED',
          code: null,
          delayMs: 60_000,
          counts: false,
        }),
    ],
    [
      'Meta took it and gave it back for the account',
      'SENDER_PAUSED',
      200,
      async (id) => {
        await sent(id);
        await webhook(statusOf(id, 'failed', { blocks: 'sender' }));
      },
    ],
    [
      'the answer that came after the lease was a refusal for now',
      'RETRYING',
      200,
      async (id) => settle(id, await deadWorker(id), OUTCOMES.again),
    ],
    ['a worker is sending it', 'SENDING', 409, claim],
    ['a worker died while it was sending it', 'SENDING', 409, leaseOver],
    ['a dead worker was noticed', 'UNCONFIRMED', 409, deadWorker],
    ['the answer was unclear', 'UNCONFIRMED', 409, (id) => attempted(id, OUTCOMES.unclear)],
    [
      'the answer was unclear and its time is over',
      'UNCONFIRMED',
      409,
      async (id) => {
        await attempted(id, OUTCOMES.unclear);
        await expire(id);
      },
    ],
    ['the answer was unclear and it is to be sent again', 'RETRYING', 409, (id) => decide(id, 'resend')],
    [
      'the answer was unclear, and the second time Meta was busy',
      'RETRYING',
      409,
      async (id) => {
        await decide(id, 'resend');
        await attempted(id, OUTCOMES.again);
      },
    ],
    ['it is held', 'HELD', 409, (id) => decide(id, 'hold')],
    [
      'it was held and a person released it',
      'RETRYING',
      409,
      async (id) => {
        await decide(id, 'hold');
        await new HeldMessagesRepository(dataSource).release(id);
      },
    ],
    [
      'the database was restored',
      'UNCONFIRMED',
      409,
      () => new RestoredDatabaseRepository(dataSource).recover(new Date(Date.now() + 60_000)),
    ],
    ['Meta took it', 'none', 409, sent],
    [
      'Meta took it, as its webhook said first',
      'none',
      409,
      async (id) => {
        await claim(id);
        await webhook(statusOf(id, 'sent'));
      },
    ],
    ['it was delivered', 'none', 409, (id) => webhook(statusOf(id, 'delivered'))],
    ['it was read', 'none', 409, (id) => webhook(statusOf(id, 'read'))],
    ['Meta refused it', 'none', 409, (id) => attempted(id, OUTCOMES.failed)],
    ['Meta failed it after taking it', 'none', 409, (id) => webhook(statusOf(id, 'failed'))],
    [
      'it has expired',
      'none',
      409,
      async (id) => {
        await expire(id);
        await new ExpiryRepository(dataSource, 0).expireMessages();
      },
    ],
    [
      'a person failed it',
      'none',
      409,
      async (id) => {
        await decide(id, 'hold');
        await new HeldMessagesRepository(dataSource).fail(id);
      },
    ],
  ];

const queued = (id: string) => stack.sql('SELECT state FROM send_queue WHERE message_id = $1', [id]);

async function accepted(change: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { status, json } = await stack.call('POST', '/messages', { body: exampleMessage(change) });
  expect(status).toBe(202);
  return textAt(json, 'id');
}

/** The message after that, as people see it. */
async function shown(id: string, waits: string): Promise<unknown> {
  const { json } = await stack.call('GET', `/messages/${id}`);
  expect(at(json, 'pendingReason') ?? 'none').toBe(waits);
  return json;
}

describe('POST /messages/{id}/cancel', () => {
  it.each(TABLE.filter(([, , answer]) => answer === 200))('ends a message after this: %s (%s)', async (...row) => {
    const [, waits, , happen] = row;
    const id = await accepted();
    await happen(id);
    await shown(id, waits);
    const answer = await stack.call('POST', `/messages/${id}/cancel`);
    expect([answer.status, at(answer.json, 'status')]).toEqual([200, 'CANCELLED']);
    expect(await shown(id, 'none')).toMatchObject({ status: 'CANCELLED', pendingUntil: null });
    expect(await queued(id)).toEqual([]);
    expect(await new ClaimsRepository(dataSource, 30_000).claim([id])).toEqual([null]);
  });

  it.each(TABLE.filter(([, , answer]) => answer === 409))('is refused after this: %s (%s)', async (...row) => {
    const [, waits, , happen] = row;
    const id = await accepted();
    await happen(id);
    const before = await shown(id, waits);
    const answer = await stack.call('POST', `/messages/${id}/cancel`);
    expect([answer.status, at(answer.json, 'code')]).toEqual([409, 'NOT_CANCELLABLE']);
    expect(await shown(id, waits)).toEqual(before);
  });

  it('of a message for later, and once more, is answered with 200', async () => {
    const id = await accepted({ sendAt: new Date(Date.now() + 3_600_000).toISOString() });
    for (const _time of [1, 2]) {
      const answer = await stack.call('POST', `/messages/${id}/cancel`);
      expect([answer.status, at(answer.json, 'status')]).toEqual([200, 'CANCELLED']);
    }
  });
});
