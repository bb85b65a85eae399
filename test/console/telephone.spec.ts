import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CallbackReceiver } from '../callbacks/callback-receiver.js';
import { at, exampleMessage, textAt } from '../support/examples.js';
import { SENDER, type Stack, startStack, until } from '../support/stack.js';
import { chromium } from './chromium.js';
import { type Operator, Operators } from './operator.js';

/** The sandbox answers such a number with Meta's 131026. */
const UNDELIVERABLE = '+34601131026';
const TELEPHONE = { width: 360, height: 740 };

/** What of a table's rows stands beyond what can be seen, and what would have to be scrolled sideways for it. */
const CUT_OFF = `[...document.querySelectorAll('main section, main td, main td *')]
  .filter((element) => element.checkVisibility() && element.closest('details:not([open])') === null)
  .filter((element) => element.getBoundingClientRect().right > innerWidth || (element.matches('section') && element.scrollWidth > element.clientWidth + 1))
  .map((element) => element.outerHTML.slice(0, 120))`;

describe.skipIf(chromium() === null)('the operators’ page on a telephone', () => {
  let stack: Stack;
  let receiver: CallbackReceiver;
  let operators: Operators;
  let operator: Operator;
  /** Of a message that has failed, and of an endpoint that was told of it. */
  let failed: string;
  let endpoint: string;

  const accept = async (further: Readonly<Record<string, unknown>>): Promise<string> =>
    textAt((await stack.call('POST', '/messages', { body: exampleMessage(further) })).json, 'id');
  const reached = (id: string, status: string): Promise<void> =>
    until(`it is ${status}`, async () => at((await stack.call('GET', `/messages/${id}`)).json, 'status') === status);
  const visit = async (path: string, language: 'en' | 'es' = 'en'): Promise<Page> => {
    operator = await operators.at('/not-there', { viewport: TELEPHONE });
    await operator.page.evaluate(`localStorage.setItem('recado.language', '${language}')`);
    await operator.page.goto(`/console${path}`);
    return operator.page;
  };

  beforeAll(async () => {
    const environment = {
      ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      CALLBACK_ALLOWED_HOSTS: '127.0.0.1',
      RATE_CARD_FILE: join(import.meta.dirname, '../../deploy/rate-card.example.yaml'),
    };
    const started = await startStack({ worker: true, environment });
    if (started === null) throw new Error('PostgreSQL is always there');
    stack = started;
    operators = await Operators.of(stack);
    receiver = await CallbackReceiver.start();
    receiver.answer = (response) => response.writeHead(500).end('{ "error": "not today" }');
    const body = {
      url: receiver.url,
      events: ['message.failed', 'message.order_acknowledged'],
      description: 'Compras',
    };
    endpoint = textAt((await stack.call('POST', '/callback-endpoints', { body })).json, 'id');
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    await reached(await accept({ reference: 'PO-2026-004711', recipientName: 'Talleres Ejemplo, S. L.' }), 'READ');
    await accept({ reference: 'PO-2026-004712', recipientName: 'Suministros Industriales del Norte', sendAt });
    failed = await accept({ to: UNDELIVERABLE, reference: 'PO-2026-004713', recipientName: 'Aceros del Norte' });
    await reached(failed, 'FAILED');
    await until('the endpoint was told', () => receiver.received.length > 0);
    await until('it is counted', async () => (await stack.call('GET', '/stats')).text.includes('131026'));
  });
  afterEach(() => operators.leave());
  afterAll(async () => {
    await operators.end();
    await stack.stop();
    await receiver.close();
  });

  it.each(['en', 'es'] as const)('scrolls no view sideways, and cuts nothing of a table off: %s', async (language) => {
    for (const [view, shown] of [
      ['/', '131026'],
      ['/messages', 'PO-2026-004711'],
      [`/messages/${failed}`, '131026'],
      ['/templates', 'po_notification'],
      ['/templates/po_notification', '{{1}}'],
      ['/senders', SENDER],
      ['/callbacks', 'Compras'],
      [`/callbacks/${endpoint}`, 'message.failed'],
      ['/usage', language === 'en' ? 'utility' : 'utilidad'],
    ] as const) {
      const page = await visit(view, language);
      await page.locator('main').getByText(shown).first().waitFor();
      expect([view, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([view, TELEPHONE.width]);
      expect([view, await page.evaluate(CUT_OFF)]).toEqual([view, []]);
      expect([view, await operator.violationsInBothThemes()]).toEqual([view, []]);
    }
  });

  it('draws the name of a column beside each value, and tells it to readers by the column alone, past empty cells too', async () => {
    const page = await visit('/messages?q=PO-2026-004712');
    await page.getByRole('link', { name: 'PO-2026-004712' }).waitFor();
    const drawn = (column: number): string =>
      `getComputedStyle(document.querySelector('tbody tr td:nth-child(${column})'), '::before').content`;
    expect(await page.evaluate(drawn(2))).toBe('"Status" / ""');
    expect(await page.evaluate(drawn(6))).toBe('none');
    const rows = await rowsForReaders(page);
    const columns = ['Order', 'Status', 'Recipient', 'Accepted', 'Why', 'Action'];
    expect(rows).toContainEqual(columns);
    const cells = rows.find(([order]) => order === 'PO-2026-004712') ?? [];
    expect(cells).toHaveLength(columns.length);
    expect(cells.slice(-2)).toEqual(['', 'Cancel PO-2026-004712']);
  });

  it('shows of a message its order in one line, its state, why it has failed and what can be done about it', async () => {
    const page = await visit('/messages');
    const order = page.getByRole('link', { name: 'PO-2026-004712' });
    await order.waitFor();
    for (const width of [820, TELEPHONE.width]) {
      await page.setViewportSize({ width, height: TELEPHONE.height });
      expect([width, (await order.boundingBox())?.height]).toEqual([width, expect.closeTo(22, -1)]);
    }
    const row = page.getByRole('row').filter({ hasText: 'PO-2026-004713' });
    await row.getByText('131026: Message Undeliverable').waitFor();
    await page.getByRole('button', { name: 'Cancel PO-2026-004712' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the message' }).click();
    await page.getByText('Cancelled.').waitFor();
  });
});

/** What Chromium itself tells screen readers of each row: the words of its cells, empty ones included. */
async function rowsForReaders(page: Page): Promise<readonly (readonly string[])[]> {
  const browser = await page.context().newCDPSession(page);
  const { nodes } = await browser.send('Accessibility.getFullAXTree');
  await browser.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const toldOf = (id: string): typeof nodes => {
    const node = byId.get(id);
    if (node === undefined) return [];
    return node.ignored ? (node.childIds ?? []).flatMap(toldOf) : [node];
  };
  return nodes
    .filter(({ ignored, role }) => !ignored && role?.value === 'row')
    .map(({ childIds = [] }) => childIds.flatMap(toldOf).map(({ name }) => String(name?.value ?? '')));
}
