import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StatusReport } from '#sending';
import { SuppressionsRepository } from '#suppressions';
import { CheckRecipient, type RecipientCheck } from '../../apps/api/src/messages/check-recipient.js';
import { CLIENT, OUTCOMES, SendingDatabase, statusOf, WABA } from './sending-database.js';

/* Each statement is a way to PostgreSQL and back: what a batch asks is bounded, whatever it finds. */
const MESSAGES = 20;

let database: SendingDatabase;
let statements: string[] = [];

beforeAll(async () => {
  database = await SendingDatabase.start();
  database.dataSource.subscribers.push({ beforeQuery: ({ query }) => void statements.push(query) });
});

beforeEach(() => database.empty());

afterAll(() => database.stop());

/** How many statements that takes, with those that begin and end its transaction. */
async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  statements = [];
  await work();
  return statements.length;
}

const wamidOf = (id: string): string => `wamid.${id}`;

async function claimed(): Promise<readonly string[]> {
  const ids = await database.messages(MESSAGES);
  await database.claims.claim(ids);
  return ids;
}

const accept = (ids: readonly string[]) => (): Promise<unknown> =>
  database.settlements.settle(
    ids.map((messageId) => ({ ...OUTCOMES.accepted, messageId, attempt: 1, wamid: wamidOf(messageId) })),
  );

describe('a batch of answers', () => {
  it('asks once whether anything was parked for them, and no more where nothing was', async () => {
    const ids = await claimed();
    const early = await claimed();
    await database.report(...early.map((id) => statusOf(id, 'sent', { wamid: wamidOf(id), attemptOf: null })));
    expect(await statementsOf(accept(ids))).toBe(7);
    expect(await statementsOf(accept(early))).toBeGreaterThan(7);
  });
});

describe('a batch of statuses', () => {
  const told =
    (ids: readonly string[], change: Partial<StatusReport> = {}) =>
    (): Promise<unknown> =>
      database.report(...ids.map((id) => statusOf(id, 'delivered', change)));

  it('asks no more where some of it was said before, and once more to date what was told without a time', async () => {
    const ids = await claimed();
    await accept(ids)();
    const [first = '', ...others] = ids;
    await told(others, { timeOfReceipt: true })();
    const fresh = await statementsOf(told([first]));
    // BEGIN, whose they are, two to lock, what came back before, the merge, how far Meta was heard, COMMIT.
    expect(fresh).toBe(8);
    expect(await statementsOf(told([first]))).toBe(fresh);
    expect(await statementsOf(told(ids))).toBe(fresh + 1);
    expect(await statementsOf(told(ids))).toBe(fresh);
    expect(await database.sql(`SELECT FROM message_events WHERE data ? 'timeOfReceipt'`)).toEqual([]);
  });
});

describe('messages that come together', () => {
  it('are asked about once: who must not be written to, and who could not be reached', async () => {
    const suppressions = new SuppressionsRepository(database.dataSource);
    const check = new CheckRecipient(suppressions);
    const phones = ['+34612000001', '+34612000002', '+34612000003'];
    const [stopped = '', unreachable = ''] = phones;
    await suppressions.add(CLIENT, { recipientPhone: stopped, recipientUserId: null }, 'all', null);
    await database.message({ recipientPhone: unreachable });
    await database.sql(`UPDATE whatsapp_messages SET progress = 4, error_code = '131026', failed_at = now()`);
    const template = { wabaId: WABA, templateName: 'po_notification', templateLanguage: 'es' };
    let checks: readonly RecipientCheck[] = [];
    const ask = async (): Promise<void> => {
      checks = await Promise.all(
        phones.map((recipientPhone) => check.execute({ recipientPhone, recipientUserId: null, ...template })),
      );
    };
    expect(await statementsOf(ask)).toBe(1);
    expect(checks).toEqual([
      {
        objection: { suppression: expect.objectContaining({ recipientPhone: stopped }), certain: true },
        warnings: [],
      },
      { objection: null, warnings: [expect.stringMatching(/131026/)] },
      { objection: null, warnings: [] },
    ]);
  });
});
