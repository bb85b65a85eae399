import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApiKeysRepository, type Scope } from '#clients';
import { at, exampleMessage, exampleOrder, exampleTemplate, textAt } from '../support/examples.js';
import { type Answer, SENDER, type Stack, startStack, until } from '../support/stack.js';

const PHONE = '+34612345678';
const USER = 'ES.13491208655302741918';
/** The sandbox's template of the category MARKETING. */
const REMINDER = { name: 'purchase_order_reminder', language: 'es', parameters: ['PO-2024-001'] };

let stack: Stack;
beforeAll(async () => {
  const started = await startStack({ worker: true });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
});
beforeEach(async () => {
  await stack.sql('DELETE FROM suppressions');
});
afterAll(() => stack.stop());

const suppress = (body: Readonly<Record<string, unknown>>): Promise<Answer> =>
  stack.call('POST', '/suppressions', { body });
const accept = (change: Readonly<Record<string, unknown>> = {}): Promise<Answer> =>
  stack.call('POST', '/messages', { body: exampleMessage(change) });
const remind = (change: Readonly<Record<string, unknown>> = {}): Promise<Answer> =>
  accept({ template: REMINDER, ...change });
const order = (orderNumber: string): Promise<Answer> =>
  stack.call('POST', '/purchase-orders', { body: exampleOrder({ orderNumber }) });

async function listed(query = ''): Promise<unknown> {
  return at((await stack.call('GET', `/suppressions${query}`)).json, 'items');
}

describe('the suppression list', () => {
  it('says who must not be written to, why and since when', async () => {
    const before = Date.now();
    const added = await suppress({ to: PHONE, scope: 'all', note: 'Asked by phone' });
    expect([added.status, added.json], added.text).toEqual([
      200,
      {
        id: expect.any(String),
        to: PHONE,
        userId: null,
        scope: 'all',
        reason: 'OPERATOR',
        note: 'Asked by phone',
        since: expect.any(String),
      },
    ]);
    expect(Date.parse(textAt(added.json, 'since'))).toBeGreaterThan(before - 5_000);
    expect(await listed()).toEqual([added.json]);
  });

  it('holds one entry of an operator for a recipient: the next one replaces it and keeps its beginning', async () => {
    const first = await suppress({ to: PHONE, scope: 'all' });
    const second = await suppress({ to: PHONE, scope: 'marketing', note: 'orders again' });
    expect(second.json).toEqual({ ...Object(first.json), scope: 'marketing', note: 'orders again' });
    expect(await listed()).toEqual([second.json]);
  });

  it('is read by pages, the newest first, and by recipient', async () => {
    const numbers = ['+34612345601', '+34612345602', '+34612345603'];
    for (const to of numbers) await suppress({ to, scope: 'marketing' });
    const first = await stack.call('GET', '/suppressions?limit=2');
    const second = await stack.call('GET', `/suppressions?limit=2&cursor=${textAt(first.json, 'nextCursor')}`);
    const seen = [first, second].flatMap(({ json }) => {
      const items = at(json, 'items');
      return Array.isArray(items) ? items.map((item: unknown) => at(item, 'to')) : [];
    });
    expect(seen).toEqual(numbers.toReversed());
    expect(at(second.json, 'nextCursor')).toBe(null);
    expect(await listed('?to=+34612345602')).toMatchObject([{ to: '+34612345602' }]);
    expect(await listed('?to=%2B34612345699')).toEqual([]);
  });

  it('forgets an entry that is deleted, once', async () => {
    const added = await suppress({ to: USER, scope: 'all' });
    expect(at(added.json, 'to')).toBe(USER);
    const path = `/suppressions/${textAt(added.json, 'id')}`;
    expect((await stack.call('DELETE', path)).status).toBe(204);
    expect(await listed()).toEqual([]);
    const again = await stack.call('DELETE', path);
    expect([again.status, at(again.json, 'code')]).toEqual([404, 'NOT_FOUND']);
  });

  it('tells whoever reads the events what was entered and what was lifted', async () => {
    await stack.sql('DELETE FROM recipient_events');
    const added = await suppress({ to: USER, scope: 'all' });
    await stack.call('DELETE', `/suppressions/${textAt(added.json, 'id')}`);
    await stack.call('DELETE', `/suppressions/${textAt(added.json, 'id')}`);
    const data = { scope: 'all', reason: 'OPERATOR' };
    expect(await stack.sql('SELECT type, recipient_user_id, data FROM recipient_events ORDER BY id')).toEqual([
      { type: 'suppressed', recipient_user_id: USER, data },
      { type: 'suppression_lifted', recipient_user_id: USER, data },
    ]);
  });

  it('tells its log neither whom it concerns nor why', () => {
    const lines = stack.logged.filter((line) => line.includes('suppression.'));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join('')).not.toMatch(/3461234|13491208|Asked by phone/);
  });
});

describe('several clients', () => {
  const keyOf = async (
    clientName: string,
    scopes: readonly Scope[],
    senderIds: readonly string[] | null = null,
  ): Promise<string> => {
    const made = { clientName, keyName: 'test', scopes, senderIds, expiresAt: null };
    return (await stack.app.get(ApiKeysRepository).create(made)).text;
  };
  const entriesFor = async (key: string): Promise<unknown> =>
    at((await stack.call('GET', '/suppressions', { key })).json, 'items');
  const enter = (key: string, scope: string, note: string): Promise<Answer> =>
    stack.call('POST', '/suppressions', { key, body: { to: PHONE, scope, note } });

  it('have each their own entries, which no other sees, changes or lifts, and which hold for all', async () => {
    const [first, second] = [await keyOf('first', ['messages:write']), await keyOf('second', ['messages:write'])];
    const own = await enter(first, 'all', 'quarrelled with us');
    expect(await entriesFor(first)).toEqual([own.json]);
    expect(await entriesFor(second)).toEqual([]);
    const path = `/suppressions/${textAt(own.json, 'id')}`;
    const lifted = await stack.call('DELETE', path, { key: second });
    expect([lifted.status, at(lifted.json, 'code')]).toEqual([404, 'NOT_FOUND']);
    // The same recipient: an entry of its own, not the other's made milder.
    const other = await enter(second, 'marketing', 'wants orders only');
    expect(await entriesFor(second)).toEqual([other.json]);
    expect(await entriesFor(first)).toEqual([own.json]);
    const refused = await stack.call('POST', '/messages', { key: second, body: exampleMessage({ to: PHONE }) });
    expect([refused.status, at(refused.json, 'code')]).toEqual([422, 'SUPPRESSED']);
    expect(refused.text).not.toContain('quarrelled');
    expect((await stack.call('DELETE', path, { key: first })).status).toBe(204);
    expect((await stack.call('POST', '/messages', { key: second, body: exampleMessage({ to: PHONE }) })).status).toBe(
      202,
    );
  });

  it('do not see or lift what recipients said themselves: that is for whoever runs the installation', async () => {
    await stack.sql(`INSERT INTO suppressions (id, recipient_phone, origin, scope, reason, stopped_at)
      VALUES (gen_random_uuid(), '${PHONE}', 'RECIPIENT', 'marketing', 'OPT_OUT_WORD', now())`);
    const [row] = await stack.sql('SELECT id FROM suppressions');
    const path = `/suppressions/${String(row?.['id'])}`;
    for (const key of [
      await keyOf('shop', ['messages:write']),
      await keyOf('shop', ['messages:write', 'ops'], [SENDER]),
      await keyOf('admin', ['messages:write'], [SENDER]),
    ]) {
      expect(await entriesFor(key)).toEqual([]);
      expect((await stack.call('DELETE', path, { key })).status).toBe(404);
    }
    await enter(await keyOf('shop', ['messages:write']), 'all', 'of the shop');
    for (const key of [await keyOf('operators', ['messages:write', 'ops']), await keyOf('admin', ['messages:write'])]) {
      expect(await entriesFor(key)).toMatchObject([{ note: 'of the shop' }, { reason: 'OPT_OUT_WORD' }]);
    }
    expect(
      (await stack.call('DELETE', path, { key: await keyOf('operators', ['messages:write', 'ops']) })).status,
    ).toBe(204);
  });

  it('find entries from before clients were told apart on the list of whoever runs the installation', async () => {
    await stack.sql(`INSERT INTO suppressions (id, recipient_phone, origin, scope, reason, stopped_at)
      VALUES (gen_random_uuid(), '${PHONE}', 'OPERATOR', 'all', 'OPERATOR', now())`);
    expect(await entriesFor(await keyOf('shop', ['messages:write']))).toEqual([]);
    expect(await listed()).toMatchObject([{ to: PHONE, reason: 'OPERATOR' }]);
  });
});

describe('a recipient who is suppressed for marketing', () => {
  beforeEach(() => suppress({ to: PHONE, scope: 'marketing' }));

  it('gets no marketing: the request is refused, with the field and the remedy', async () => {
    const answer = await remind({ to: PHONE });
    expect([answer.status, at(answer.json, 'code')], answer.text).toEqual([422, 'SUPPRESSED']);
    expect(at(answer.json, 'errors')).toEqual([
      {
        path: 'to',
        message: expect.stringMatching(/^must not be written to\. .*another channel.*DELETE \/suppressions\//),
      },
    ]);
  });

  it('gets orders all the same', async () => {
    expect((await accept({ to: PHONE })).status).toBe(202);
    expect((await order('PO-SUPPRESSED-1')).status).toBe(202);
  });

  it('spoils no other item of a batch', async () => {
    const messages = [
      exampleMessage({ to: PHONE, template: REMINDER }),
      exampleMessage({ to: '+34612345679', template: REMINDER }),
      exampleMessage({ to: PHONE }),
    ];
    const answer = await stack.call('POST', '/messages/batch', { body: { messages } });
    const results = at(answer.json, 'results');
    expect(Array.isArray(results) && results.map((result: unknown) => at(result, 'status'))).toEqual([422, 202, 202]);
    expect(at(answer.json, 'results', 0, 'problem', 'code')).toBe('SUPPRESSED');
  });

  it('is found by the other spelling of a number that WhatsApp writes in two ways', async () => {
    await stack.sql(`INSERT INTO suppressions (id, recipient_phone, origin, scope, reason, stopped_at)
      VALUES (gen_random_uuid(), '+5215512345678', 'RECIPIENT', 'marketing', 'OPT_OUT_WORD', now())`);
    expect(at((await remind({ to: '+525512345678' })).json, 'code')).toBe('SUPPRESSED');
  });

  it('is written to again when the entry is gone', async () => {
    const [entry] = await stack.sql('SELECT id FROM suppressions');
    await stack.call('DELETE', `/suppressions/${String(entry?.['id'])}`);
    expect((await remind({ to: PHONE })).status).toBe(202);
  });

  it('may repeat what was accepted before: it is the same message', async () => {
    await stack.sql('DELETE FROM suppressions');
    const request = {
      body: exampleMessage({ to: PHONE, template: REMINDER }),
      headers: { 'idempotency-key': 'before' },
    };
    const first = await stack.call('POST', '/messages', request);
    await suppress({ to: PHONE, scope: 'marketing' });
    const second = await stack.call('POST', '/messages', request);
    expect([second.status, at(second.json, 'id')]).toEqual([202, at(first.json, 'id')]);
  });
});

describe('a recipient who is suppressed wholly', () => {
  it('gets not even orders', async () => {
    await suppress({ to: PHONE, scope: 'all' });
    const answer = await order('PO-SUPPRESSED-2');
    expect([answer.status, at(answer.json, 'code')], answer.text).toEqual([422, 'SUPPRESSED']);
    expect(at(answer.json, 'errors', 0, 'path')).toBe('supplier.phone');
  });
});

describe('a person whom Meta has told by user id and by phone', () => {
  const known = async (phone: string): Promise<void> => {
    await stack.sql('DELETE FROM recipient_ids');
    await stack.sql('INSERT INTO recipient_ids (user_id, phone) VALUES ($1, $2)', [USER, phone]);
  };

  it.each([
    ['Brazil', '+5511987654321', '+551187654321'],
    ['Mexico', '+525512345678', '+5215512345678'],
    ['Argentina', '+541123456789', '+5491123456789'],
  ])('is suppressed by the number as people write it in %s, too', async (_country, written, told) => {
    await suppress({ to: written, scope: 'all' });
    await known(told);
    expect(at((await accept({ to: USER })).json, 'code')).toBe('SUPPRESSED');
    expect(await listed(`?to=${USER}`)).toMatchObject([{ to: written }]);
  });

  it('is found in the list by whichever of the two, as the entry is that refuses a message', async () => {
    await suppress({ to: USER, scope: 'all' });
    await known(PHONE);
    expect(at((await accept({ to: PHONE })).json, 'code')).toBe('SUPPRESSED');
    expect(await listed(`?to=${PHONE}`)).toMatchObject([{ to: USER }]);
    expect(await listed('?to=+34612345699')).toEqual([]);
  });
});

describe('a message that was accepted before its recipient was suppressed', () => {
  it('ends as FAILED with SUPPRESSED instead of being sent, and an order is sent', async () => {
    await stack.sql(`UPDATE senders SET state = 'PAUSED', paused_by = 'PERSON', pause_reason = 'a test'`);
    const reminder = textAt((await remind({ to: PHONE })).json, 'id');
    const utility = textAt((await accept({ to: PHONE, template: exampleTemplate() })).json, 'id');
    await suppress({ to: PHONE, scope: 'marketing' });
    // Nobody waits for the pace of a recipient here.
    await stack.sql('UPDATE send_queue SET attempted_at = now()');
    await stack.sql(`UPDATE senders SET state = 'ACTIVE', paused_by = NULL, pause_reason = NULL`);
    const read = async (id: string): Promise<unknown> => (await stack.call('GET', `/messages/${id}`)).json;
    await until('the reminder has failed', async () => at(await read(reminder), 'status') === 'FAILED');
    expect(await read(reminder)).toMatchObject({
      whatsappMessageId: null,
      error: {
        code: 'SUPPRESSED',
        source: 'RECADO',
        detail: expect.stringMatching(/^marketing stopped on .*OPERATOR/),
      },
    });
    await until('the order is read', async () => at(await read(utility), 'status') === 'READ');
  });
});

describe('a message of which nobody knows whether it is marketing', () => {
  it('waits where its recipient stopped marketing, and is checked when its template is known; an order is sent', async () => {
    await stack.sql(`UPDATE senders SET state = 'PAUSED', paused_by = 'PERSON', pause_reason = 'a test'`);
    const reminder = textAt((await remind({ to: PHONE })).json, 'id');
    const toOthers = textAt((await remind({ to: '+34612345679' })).json, 'id');
    const purchase = textAt((await order('PO-UNKNOWN-CATEGORY')).json, 'id');
    await suppress({ to: PHONE, scope: 'marketing' });
    await stack.sql('DELETE FROM templates');
    // Nobody waits for the pace of a recipient here.
    await stack.sql('UPDATE send_queue SET attempted_at = now()');
    await stack.sql(`UPDATE senders SET state = 'ACTIVE', paused_by = NULL, pause_reason = NULL`);
    const read = async (id: string): Promise<unknown> => (await stack.call('GET', `/messages/${id}`)).json;
    for (const id of [toOthers, purchase])
      await until('it is read', async () => at(await read(id), 'status') === 'READ');
    await until('it waits', async () => at(await read(reminder), 'pendingReason') === 'RETRYING');
    expect(await read(reminder)).toMatchObject({
      whatsappMessageId: null,
      events: [{ type: 'accepted' }, { type: 'attempt', data: { outcome: 'category_unknown' } }],
    });
    expect((await stack.call('POST', '/templates/sync')).status).toBe(200);
    await stack.sql('UPDATE send_queue SET due_at = now(), enqueued_at = NULL');
    await until('it has failed', async () => at(await read(reminder), 'status') === 'FAILED');
    expect(await read(reminder)).toMatchObject({ whatsappMessageId: null, error: { code: 'SUPPRESSED' } });
  });
});

type Case = readonly [what: string, body: unknown, status: number, code: string, path: string];

const BAD: readonly Case[] = [
  ['no recipient', { scope: 'all' }, 400, 'INVALID_REQUEST', 'to'],
  ['a number as recipient', { to: 34612345678, scope: 'all' }, 400, 'INVALID_REQUEST', 'to'],
  ['a phone without plus', { to: '34612345678', scope: 'all' }, 422, 'PHONE_INVALID', 'to'],
  ['a user id that is none', { to: 'ESP.1', scope: 'all' }, 422, 'PHONE_INVALID', 'to'],
  ['no scope', { to: PHONE }, 400, 'INVALID_REQUEST', 'scope'],
  ['an unknown scope', { to: PHONE, scope: 'utility' }, 422, 'VALIDATION_FAILED', 'scope'],
  ['a reason of its own', { to: PHONE, scope: 'all', reason: 'OPT_OUT_WORD' }, 400, 'INVALID_REQUEST', 'reason'],
  ['too long a note', { to: PHONE, scope: 'all', note: 'x'.repeat(501) }, 422, 'VALIDATION_FAILED', 'note'],
  ['a NUL in the note', { to: PHONE, scope: 'all', note: 'a\u0000' }, 400, 'INVALID_REQUEST', 'note'],
  ['an unknown field', { to: PHONE, scope: 'all', until: 'tomorrow' }, 400, 'INVALID_REQUEST', 'until'],
];

describe('the suppression list refuses', () => {
  it.each(BAD)('%s', async (_what, body, status, code, path) => {
    const answer = await stack.call('POST', '/suppressions', { body });
    expect([answer.status, at(answer.json, 'code'), at(answer.json, 'errors', 0, 'path')], answer.text).toEqual([
      status,
      code,
      path,
    ]);
    expect(await listed()).toEqual([]);
  });

  it.each([
    ['a cursor of another making', 'GET', '?cursor=abc', 400, 'CURSOR_INVALID'],
    ['a page of nothing', 'GET', '?limit=0', 422, 'VALIDATION_FAILED'],
    ['a filter that it has not', 'GET', '?scope=all', 400, 'INVALID_REQUEST'],
    ['a phone that is none', 'GET', '?to=612345678', 422, 'PHONE_INVALID'],
    ['an id that is none', 'DELETE', '/abc', 404, 'NOT_FOUND'],
    ['an id of nothing', 'DELETE', '/00000000-0000-7000-8000-000000000000', 404, 'NOT_FOUND'],
  ])('%s', async (_what, method, rest, status, code) => {
    const answer = await stack.call(method, `/suppressions${rest}`);
    expect([answer.status, at(answer.json, 'code')], answer.text).toEqual([status, code]);
  });
});
