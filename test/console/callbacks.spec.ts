import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CallbackReceiver } from '../callbacks/callback-receiver.js';
import { at, exampleMessage, textAt } from '../support/examples.js';
import { type Stack, startStack, until } from '../support/stack.js';
import { chromium } from './chromium.js';
import { type Operator, Operators, type Visit, focused, newKey } from './operator.js';

const SCRIPT = '<img src=x onerror="alert(1)">';

describe.skipIf(chromium() === null)('the view of callbacks', () => {
  let stack: Stack;
  let receiver: CallbackReceiver;
  let operators: Operators;
  let operator: Operator;

  beforeAll(async () => {
    const environment = { ENCRYPTION_KEY: randomBytes(32).toString('base64'), CALLBACK_ALLOWED_HOSTS: '127.0.0.1' };
    const started = await startStack({ worker: true, environment });
    if (started === null) throw new Error('PostgreSQL is always there');
    stack = started;
    operators = await Operators.of(stack);
    receiver = await CallbackReceiver.start();
  });
  afterEach(async () => {
    receiver.answer = (response) => response.writeHead(204).end();
    receiver.received.length = 0;
    const { json } = await stack.call('GET', '/callback-endpoints');
    for (let index = 0; at(json, 'items', index) !== undefined; index += 1)
      await stack.call('DELETE', `/callback-endpoints/${textAt(json, 'items', index, 'id')}`);
    await operators.leave();
  });
  afterAll(async () => {
    await operators.end();
    await stack.stop();
    await receiver.close();
  });

  const visit = async (path: string, further?: Visit): Promise<Page> => {
    operator = await operators.at(path, further);
    return operator.page;
  };
  const endpoint = async (change: Readonly<Record<string, unknown>> = {}, key?: string): Promise<string> => {
    const body = { url: receiver.url, events: ['message.failed'], description: 'Procurement', ...change };
    const made = await stack.call('POST', '/callback-endpoints', { body, ...(key !== undefined && { key }) });
    expect(made.status).toBe(201);
    return textAt(made.json, 'id');
  };
  const told = async (id: string, state: string): Promise<void> => {
    const before = (await deliveries(id)).length;
    await stack.call('POST', `/callback-endpoints/${id}/test`);
    await until(`one more is ${state}`, async () => {
      const states = await deliveries(id);
      return states.length > before && states[0] === state;
    });
  };
  const deliveries = async (id: string): Promise<readonly string[]> => {
    const { json } = await stack.call('GET', `/callback-endpoints/${id}/deliveries`);
    const states: string[] = [];
    for (let index = 0; at(json, 'items', index) !== undefined; index += 1)
      states.push(textAt(json, 'items', index, 'state'));
    return states;
  };
  /** An endpoint that answered 410 to its only delivery. */
  const deadEndpoint = async (change: Readonly<Record<string, unknown>> = {}): Promise<string> => {
    const id = await endpoint(change);
    receiver.answer = (response) => response.writeHead(410).end('gone');
    await told(id, 'FAILED');
    return id;
  };

  it('says what to do where nobody is told of anything', async () => {
    const page = await visit('/callbacks');
    await page.getByText('Nobody is told of what happens').waitFor();
    expect(await page.getByText('Register an endpoint with POST /callback-endpoints').count()).toBe(1);
    expect([await operator.violations(), operator.complaints]).toEqual([[], []]);
  });

  it('shows who is told of what, and leads by the keyboard to what was told', async () => {
    const id = await endpoint();
    await told(id, 'DELIVERED');
    const page = await visit('/callbacks');
    const row = page.getByRole('row', { name: 'Procurement' });
    await row.getByText('Enabled', { exact: true }).waitFor();
    expect(await row.getByText(receiver.url).count()).toBe(1);
    expect(await row.getByText('1 kind').count()).toBe(1);
    await row.getByRole('link', { name: 'Procurement' }).press('Enter');
    const delivery = page.getByRole('row', { name: 'callback.test' });
    await delivery.getByText('Delivered', { exact: true }).waitFor();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Procurement');
    await delivery.getByText('1 try: answered 204').waitFor();
    expect(operator.complaints).toEqual([]);
  });

  it('shows a new delivery by itself, with the message that it tells of', async () => {
    const id = await endpoint({ events: ['message.sent'] });
    const page = await visit(`/callbacks/${id}`);
    await page.getByText('Nothing was told to it in the last 7 days').waitFor();
    const message = textAt((await stack.call('POST', '/messages', { body: exampleMessage() })).json, 'id');
    const row = page.getByRole('row', { name: 'message.sent' });
    await row.getByText('Delivered', { exact: true }).waitFor();
    await row.getByRole('link', { name: `message …${message.slice(-8)}` }).click();
    await page.waitForURL(`**/console/messages/${message}`);
    expect(operator.complaints).toEqual([]);
  });

  it('delivers one once more, under the same id', async () => {
    const id = await endpoint();
    await told(id, 'DELIVERED');
    const page = await visit(`/callbacks/${id}`);
    await page.getByRole('button', { name: 'Redeliver callback.test' }).click();
    await page.getByText('It is delivered once more, under the same id.').waitFor();
    await until('it has arrived twice', () => receiver.received.length === 2);
    expect(new Set(receiver.received.map((received) => received.id)).size).toBe(1);
    await page.getByText('2 tries: answered 204').waitFor();
    expect(operator.complaints).toEqual([]);
  });

  it('marks a dead endpoint; enabling it asks at once for what it missed, and delivers that', async () => {
    await deadEndpoint();
    const page = await visit('/callbacks');
    const alert = page.getByRole('alert').filter({ hasText: 'One endpoint is dead' });
    await alert.waitFor();
    expect(await alert.getByText('enable it, then recover what it missed').count()).toBe(1);
    const row = page.getByRole('row', { name: 'Procurement' });
    await row.getByText('Dead', { exact: true }).waitFor();
    expect(await row.getByText('it answered 410').count()).toBe(1);
    expect(await row.getByRole('button', { name: 'Procurement' }).allTextContents()).toEqual(['Enable', 'Disable…']);
    expect([await operator.violations(), operator.complaints]).toEqual([[], []]);

    receiver.answer = (response) => response.writeHead(204).end();
    receiver.received.length = 0;
    await row.getByRole('button', { name: 'Enable Procurement' }).click();
    const dialog = page.getByRole('dialog', { name: 'Recover what was missed' });
    await dialog.getByText('One delivery was missed.').waitFor();
    expect([receiver.received.length, await operator.violations()]).toEqual([0, []]);
    await dialog.getByRole('button', { name: 'Deliver 1' }).click();
    await page.getByText('One delivery is tried again.').waitFor();
    await until('it arrives', () => receiver.received.length === 1);
    await row.getByText('Enabled', { exact: true }).waitFor();
    await alert.waitFor({ state: 'detached' });
    // The button that was pressed, “Enable”, has gone, its row has not.
    await expect.poll(() => focused(page)).toBe('Procurement');
    expect(operator.complaints).toEqual([]);
  });

  it('counts what was missed since a time, and says when it is none', async () => {
    const id = await endpoint();
    receiver.answer = (response) => response.writeHead(503).end();
    await told(id, 'WAITING');
    await until('it was tried', () => receiver.received.length === 1);
    const page = await visit(`/callbacks/${id}`);
    await page.getByText(/: answered 503$/).waitFor();
    await page.getByRole('button', { name: 'Recover… Procurement' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('One delivery was missed.').waitFor();
    await dialog.getByLabel('Since (your time)').fill('2099-01-01T00:00');
    await dialog.getByText('Nothing was missed since then.').waitFor();
    expect(await dialog.getByRole('button', { name: /^Deliver/ }).count()).toBe(0);
    await dialog.getByLabel('Since (your time)').fill('');
    await dialog.getByText('Name a day and a time.').waitFor();
    expect([await operator.violations(), operator.complaints]).toEqual([[], []]);
  });

  it('asks before it disables, and delivers nothing to what is disabled', async () => {
    const id = await endpoint();
    await told(id, 'DELIVERED');
    const page = await visit(`/callbacks/${id}`);
    await page.getByRole('button', { name: 'Disable… Procurement' }).click();
    const dialog = page.getByRole('dialog', { name: 'Disable this endpoint?' });
    expect(await operator.violations()).toEqual([]);
    await dialog.getByRole('button', { name: 'Close', exact: true }).click();
    expect(at((await stack.call('GET', `/callback-endpoints/${id}`)).json, 'enabled')).toBe(true);
    await page.getByRole('button', { name: 'Disable… Procurement' }).click();
    await dialog.getByRole('button', { name: 'Disable', exact: true }).click();
    await page.getByText('Enable the endpoint to deliver anything to it.').waitFor();
    expect(at((await stack.call('GET', `/callback-endpoints/${id}`)).json, 'disabledBecause')).toBe('PERSON');
    expect(await page.getByRole('button', { name: /Redeliver|Send a test|Recover/ }).count()).toBe(0);
    expect(operator.complaints).toEqual([]);
  });

  it('is led to from Today, where it is what needs a person', async () => {
    const id = await deadEndpoint();
    const page = await visit('/');
    await page.getByText('Callbacks to Procurement are switched off').waitFor();
    await page.getByRole('link', { name: 'To the endpoint' }).click();
    await page.waitForURL(`**/console/callbacks/${id}`);
    await page.getByText('it answered 410').waitFor();
    expect(operator.complaints).toEqual([]);
  });

  it('is enabled under Today as well, which asks at once for what it missed', async () => {
    await deadEndpoint();
    const page = await visit('/');
    receiver.answer = (response) => response.writeHead(204).end();
    await page.getByRole('button', { name: 'Enable Procurement' }).click();
    await page.getByRole('dialog', { name: 'Recover what was missed' }).getByText('One delivery was missed.').waitFor();
    await page.getByText('Callbacks to Procurement').waitFor({ state: 'detached' });
    expect(await operator.violationsInBothThemes()).toEqual([]);
    await page.getByRole('button', { name: 'Deliver 1' }).click();
    await page.getByText('One delivery is tried again.').waitFor();
    expect(operator.complaints).toEqual([]);
  });

  it('says of one that takes nothing since when, and under Today as well after an hour', async () => {
    const id = await endpoint();
    receiver.answer = (response) => response.writeHead(503).end();
    await told(id, 'WAITING');
    const page = await visit('/callbacks');
    const row = page.getByRole('row', { name: 'Procurement' });
    await row.getByText('Failing', { exact: true }).waitFor();
    expect([await row.getByText('since').count(), await row.getByText('Enabled').count()]).toEqual([1, 0]);
    expect(await operator.violationsInBothThemes()).toEqual([]);
    await page.getByRole('link', { name: 'Today' }).click();
    await page.getByText('Nothing needs a person.').waitFor();
    await stack.sql(`UPDATE callback_attempts SET started_at = started_at - interval '1 hour'`);
    await page.getByText('Callbacks to Procurement fail').waitFor();
    expect(await operator.violationsInBothThemes()).toEqual([]);
    await page.getByRole('link', { name: 'To the endpoint' }).click();
    await page.getByText('What it did not take is tried again by itself').waitFor();
    receiver.answer = (response) => response.writeHead(204).end();
    await stack.call('POST', `/callback-endpoints/${id}/recover`, { body: { since: new Date(0).toISOString() } });
    await page.getByText('Enabled', { exact: true }).waitFor();
    expect(operator.complaints).toEqual([]);
  });

  it('marks one as dead no more that a person says nobody needs', async () => {
    const id = await deadEndpoint();
    const page = await visit(`/callbacks/${id}`);
    await page.getByText('it answered 410').waitFor();
    await page.getByRole('button', { name: 'Disable… Procurement' }).click();
    const dialog = page.getByRole('dialog', { name: 'Disable this endpoint?' });
    await dialog.getByText('Nobody needs Procurement any more').waitFor();
    await dialog.getByRole('button', { name: 'Disable', exact: true }).click();
    await page.getByText('by a person').waitFor();
    await expect.poll(() => focused(page)).toBe('Procurement');
    await page.getByRole('link', { name: 'All endpoints' }).click();
    await page.getByRole('row', { name: 'Procurement' }).getByText('Disabled', { exact: true }).waitFor();
    await page.getByText('One endpoint is dead').waitFor({ state: 'detached' });
    expect(operator.complaints).toEqual([]);
  });

  it('sends a test, which stands among the deliveries', async () => {
    const id = await endpoint();
    const page = await visit(`/callbacks/${id}`);
    await page.getByRole('button', { name: 'Send a test Procurement' }).click();
    await page.getByText('A test event is on its way').waitFor();
    await page.getByRole('row', { name: 'callback.test' }).getByText('Delivered', { exact: true }).waitFor();
    expect(receiver.received.map(({ json }) => at(json, 'type'))).toEqual(['callback.test']);
    expect(operator.complaints).toEqual([]);
  });

  it('shows one state, kept in the address, and page after page', async () => {
    const id = await endpoint();
    await told(id, 'DELIVERED');
    await stack.sql(
      `INSERT INTO callback_deliveries (endpoint_id, type, version, occurred_at, facts, state)
       SELECT $1, 'callback.test', callback_version(), date_trunc('milliseconds', now()) - n * interval '1 second', '{}', 2
       FROM generate_series(1, 60) n`,
      [id],
    );
    const page = await visit(`/callbacks/${id}`);
    await page.getByLabel('Show').selectOption('FAILED');
    await page.waitForURL('**?state=FAILED');
    await page.getByRole('row', { name: 'Failed' }).nth(49).waitFor();
    await page.getByRole('button', { name: 'Older' }).click();
    await page.getByRole('row', { name: 'Failed' }).nth(10).waitFor({ state: 'detached' });
    expect(await page.getByRole('row', { name: 'Failed' }).count()).toBe(10);
    // The button that was pressed has gone: this is the last page.
    await expect.poll(() => focused(page)).toBe('Procurement');
    await page.getByRole('button', { name: 'To the newest' }).click();
    await page.getByRole('row', { name: 'Failed' }).nth(49).waitFor();
    await page.getByLabel('Show').selectOption('WAITING');
    await page.getByText('There are no deliveries of this state').waitFor();
    expect([await operator.violations(), operator.complaints]).toEqual([[], []]);
  });

  it('shows whatever somebody wrote as text', async () => {
    const id = await endpoint({ description: SCRIPT, url: `${receiver.url}?q=<script>alert(1)</script>` });
    receiver.answer = (response) => response.writeHead(500).end(SCRIPT);
    await stack.call('POST', `/callback-endpoints/${id}/test`);
    const page = await visit('/callbacks');
    await page.getByRole('link', { name: SCRIPT }).click();
    await page.getByText(/: answered 500$/).click();
    // It may have been tried again meanwhile.
    expect(new Set(await page.locator('pre').allTextContents())).toEqual(new Set([SCRIPT]));
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(SCRIPT);
    expect(await page.title()).toContain(SCRIPT);
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(operator.complaints).toEqual([]);
  });

  it('has nothing that axe finds wrong, in either theme and on a phone', async () => {
    const dead = await deadEndpoint({ description: 'An old one' });
    const id = await endpoint();
    receiver.answer = (response) => response.writeHead(500).end('{ "error": "no" }');
    await told(id, 'WAITING');
    await until('it was tried', () => receiver.received.length === 2);
    const page = await visit('/callbacks', { viewport: { width: 390, height: 844 } });
    for (const path of ['/callbacks', `/callbacks/${dead}`, `/callbacks/${id}`]) {
      await page.goto(`/console${path}`);
      await page.getByRole('table').waitFor();
      for (const tries of await page.locator('summary').all()) await tries.click();
      expect([path, await operator.violationsInBothThemes()]).toEqual([path, []]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    }
    expect(operator.complaints).toEqual([]);
  });

  it('speaks Spanish', async () => {
    const id = await deadEndpoint();
    const page = await visit('/callbacks');
    await page.getByLabel('Language').selectOption('es');
    await page.getByText('Un destino está muerto').waitFor();
    await page.goto(`/console/callbacks/${id}`);
    await page.getByRole('heading', { name: 'Entregas' }).waitFor();
    expect([await operator.violations(), operator.complaints]).toEqual([[], []]);
  });

  it('shows a key the endpoints of its own client, and says which scope another one lacks', async () => {
    await endpoint();
    const key = await newKey(stack, ['messages:read', 'callbacks:write'], 'another');
    await endpoint({ description: 'Of another client' }, key);
    const page = await visit('/callbacks', { key });
    await page.getByRole('row', { name: 'Of another client' }).waitFor();
    expect(await page.getByText('Procurement').count()).toBe(0);

    const reader = await visit('/callbacks', { key: await newKey(stack, ['messages:read']) });
    await reader.getByText('This key may not see callbacks').waitFor();
    expect(await reader.getByText('callbacks:write').count()).toBe(1);
    expect(operator.asked.filter((address) => address.includes('callback-endpoints'))).toEqual([]);
    expect([await operator.violations(), operator.complaints]).toEqual([[], []]);
  });

  it('says so where an endpoint was deleted, and where the API does not answer', async () => {
    const id = await endpoint();
    const page = await visit('/callbacks/0199c5b2-0000-7000-8000-000000000000');
    await page.getByText('It was deleted, or it belongs to a client that this key does not see.').waitFor();
    expect(await operator.violations()).toEqual([]);
    await page.getByRole('link', { name: 'All endpoints' }).click();
    await page.getByRole('row', { name: 'Procurement' }).waitFor();
    let isAway = true;
    await page.route('**/callback-endpoints/**', (route) => (isAway ? route.abort() : route.continue()));
    await page.getByRole('link', { name: 'Procurement' }).click();
    const refusal = page.getByRole('alert').first();
    await refusal.getByText('No answer came.').waitFor();
    // Before it answers again: the view would find out by itself, and have nothing left to press.
    await refusal.getByRole('button', { name: 'Try again' }).click();
    isAway = false;
    await page.getByRole('heading', { name: 'Deliveries' }).waitFor();
    expect(page.url()).toContain(id);
  });
});
