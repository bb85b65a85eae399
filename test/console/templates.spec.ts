import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ApiKeysRepository } from '#clients';
import { at, textAt } from '../support/examples.js';
import { type Stack, startStack, until } from '../support/stack.js';
import { chromium } from './chromium.js';
import { type Operator, Operators, type Visit, newKey } from './operator.js';

const MARKUP = '<img src=x onerror="document.title=1">';
const HOUR_MS = 3_600_000;
const VALUES = ['Proveedor ABC', 'PO-2024-001', '€1,250.00'];
const TEXT = 'Hola Proveedor ABC, has recibido una nueva orden de compra PO-2024-001 por un total de €1,250.00.';

describe.skipIf(chromium() === null)('the view of templates', () => {
  let operators: Operators;
  let stack: Stack;
  const open = async (path: string, visit?: Visit): Promise<Operator> => {
    const operator = await operators.at(path, visit);
    await operator.page.getByRole('heading', { level: 1 }).waitFor();
    return operator;
  };

  beforeAll(async () => {
    const started = await startStack({ worker: true });
    if (started === null) throw new Error('PostgreSQL is always there');
    stack = started;
    operators = await Operators.of(stack);
    const known = async (): Promise<unknown> => (await stack.call('GET', '/templates')).json;
    await until('the templates are known', async () => at(await known(), 'items', 0) !== undefined);
  });
  afterEach(() => operators.leave());
  afterAll(async () => {
    await operators.end();
    await stack.stop();
  });

  const sandbox = async (path: string, body: unknown): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${stack.sandboxUrl}/sandbox${path}`, {
      method: 'PUT',
      headers,
      body: JSON.stringify(body),
    });
    expect(answer.ok).toBe(true);
  };
  const sent = async (): Promise<readonly unknown[]> => {
    const { json } = await stack.call('GET', '/messages?reference=TEST');
    const items: readonly unknown[] = Object.values(at(json, 'items') ?? {});
    return items;
  };

  it('shows status, category and quality of each, and finds one by name and state, which stand in the address', async () => {
    const { page, complaints } = await open('/templates');
    const row = (name: string): ReturnType<Page['getByRole']> => page.getByRole('row').filter({ hasText: name });
    await row('po_notification').waitFor();
    expect(await row('po_notification').textContent()).toMatch(/es.*Approved.*Utility.*High.*Hola \{\{1\}\}/);
    expect(await row('purchase_order_paused').textContent()).toMatch(/Paused.*Utility.*Low/);
    expect(await row('purchase_order_reminder').textContent()).toMatch(/Marketing.*was Utility.*not rated/);
    await page.getByLabel('Status').selectOption('Rejected');
    await row('po_notification').waitFor({ state: 'detached' });
    expect(await page.getByRole('row').count()).toBe(2);
    await page.getByLabel('Name contains').fill('notification');
    await page.getByText('No template matches').waitFor();
    await until('both stand in the address', () => page.url().endsWith('?name=notification&status=REJECTED'));
    await page.reload();
    await page.getByText('No template matches').waitFor();
    expect(complaints).toEqual([]);
  });

  it('shows what its recipient would read while somebody types, and what Meta would refuse beside the value', async () => {
    const { page, complaints } = await open('/templates');
    await page.getByRole('link', { name: 'po_notification' }).click();
    await page.getByRole('heading', { level: 1, name: 'po_notification' }).waitFor();
    const bubble = page.getByRole('figure');
    expect(await bubble.textContent()).toContain('Hola {{1}}, has recibido');
    for (const [position, value] of VALUES.entries()) await page.getByLabel(`{{${position + 1}}}`).fill(value);
    await bubble.getByText(TEXT).waitFor();
    await page.getByLabel('{{1}}').fill('five     blanks');
    await page.getByText('{{1}} contains more than four spaces in a row').waitFor();
    expect(await page.getByLabel('{{1}}').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('{{1}}').fill(VALUES[0] ?? '');
    await bubble.getByText(TEXT).waitFor();
    expect(complaints.filter((text) => !text.includes('422'))).toEqual([]);
  });

  it('fills in named variables, a header and the end of an address', async () => {
    const { page, complaints } = await open('/templates/purchase_order_with_pdf');
    await page.getByLabel('https address of the document').fill('https://example.com/PO-1.pdf');
    await page.getByLabel('File name that the recipient sees').fill('PO-1.pdf');
    await page.getByLabel('{{1}}').fill('PO-1');
    await page.getByLabel('End of the address behind “Ver pedido”').fill('po/1');
    const bubble = page.getByRole('figure');
    await bubble.getByText('https://portal.example.com/po/1').waitFor();
    expect(await bubble.textContent()).toMatch(
      /^https:\/\/example\.com\/PO-1\.pdf.*El pedido PO-1 está.*Compras.*Confirmar pedido$/s,
    );
    await page.goto('/console/templates/purchase_order_issued_named');
    for (const name of ['order_number', 'supplier_name', 'delivery_date']) {
      await page.getByLabel(`{{${name}}}`).fill(name.toUpperCase());
    }
    await bubble.getByText('Pedido ORDER_NUMBER para SUPPLIER_NAME con entrega el DELIVERY_DATE emitido.').waitFor();
    await page.getByLabel('{{order_number}}').fill('*PO-1*');
    await bubble.locator('strong').getByText('PO-1', { exact: true }).waitFor();
    await page.goto('/console/templates/purchase_order_urgent');
    await page.getByLabel('Header {{1}}').fill('PO-1');
    await page.getByLabel('{{1}}').last().fill('1/12');
    await bubble.getByText('Pedido PO-1 urgente').waitFor();
    await bubble.getByText('Necesitamos la entrega antes del 1/12 sin falta.').waitFor();
    expect(complaints).toEqual([]);
  });

  it('sends a test to a number, once, asks before, and follows it until it is read', async () => {
    const operator = await open('/templates/po_notification');
    const { page, complaints } = operator;
    const before = (await sent()).length;
    for (const [position, value] of VALUES.entries()) await page.getByLabel(`{{${position + 1}}}`).fill(value);
    await page.getByLabel('Send a test to').fill('612345678');
    await page.getByRole('button', { name: 'Send a test…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Send this message?' });
    expect(await dialog.getByRole('blockquote').textContent()).toBe(TEXT);
    await dialog.getByRole('button', { name: 'Send it now' }).click();
    // A number that cannot be used is refused with what to do, and nothing is sent.
    await dialog.getByRole('alert').getByText('PHONE_INVALID').waitFor();
    await dialog.getByRole('button', { name: 'Close', exact: true }).click();
    expect((await sent()).length).toBe(before);
    await page.getByLabel('Send a test to').fill('+34612345678');
    await page.getByRole('button', { name: 'Send a test…' }).click();
    await dialog.getByText('+34612345678 gets a real message').waitFor();
    expect(await operator.violations()).toEqual([]);
    await dialog.getByRole('button', { name: 'Send it now' }).dblclick();
    await page.getByText('Accepted: it is on its way.').waitFor();
    await page.locator('form output').getByText('Read', { exact: true }).waitFor();
    const [message, ...others] = (await sent()).slice(0, (await sent()).length - before);
    expect(message).toMatchObject({ to: '+34612345678', text: TEXT, reference: 'TEST', metadata: { test: true } });
    expect(others).toEqual([]);
    await page.getByRole('link', { name: 'To the test message' }).click();
    await until('the message is shown', () => page.url().endsWith(`/messages/${String(at(message, 'id'))}`));
    expect(complaints.filter((text) => !text.includes('422'))).toEqual([]);
  });

  it('sends a test that lives for an hour, whatever the browser takes the time to be', async () => {
    const { page } = await open('/templates/po_notification');
    await page.clock.install({ time: Date.now() - 2 * HOUR_MS });
    for (const [position, value] of VALUES.entries()) await page.getByLabel(`{{${position + 1}}}`).fill(value);
    await page.getByLabel('Send a test to').fill('+34612345678');
    await page.getByRole('button', { name: 'Send a test…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send it now' }).click();
    await page.getByText('Accepted: it is on its way.').waitFor();
    const [message] = await sent();
    const lifeMs = Date.parse(textAt(message, 'expiresAt')) - Date.parse(textAt(message, 'createdAt'));
    expect(Math.abs(lifeMs - HOUR_MS)).toBeLessThan(60_000);
  });

  it('is read from Meta now where somebody wants that, and says what Meta moved', async () => {
    await sandbox('/templates/purchase_order_issued/category', { category: 'MARKETING', webhook: false });
    const { page, complaints } = await open('/templates');
    await page.getByRole('button', { name: 'Read from Meta now' }).click();
    await page.getByText('12 templates read from Meta.').waitFor();
    await page
      .getByRole('row')
      .filter({ hasText: /purchase_order_issuedes.*was Utility/ })
      .waitFor();
    await page.getByRole('link', { name: 'purchase_order_issued', exact: true }).click();
    await page.getByText('Meta has moved it to Marketing: it costs more').waitFor();
    expect(complaints).toEqual([]);
  });

  it.each([
    ['purchase_order_paused', 'Its messages are accepted and wait until that passes by itself'],
    ['purchase_order_rejected', 'INVALID_FORMAT'],
    ['purchase_order_rejected', 'Messages with it are refused. Mend it'],
    ['purchase_order_disabled', 'use another one until then'],
    ['purchase_order_pending', 'at most 24 hours'],
  ])('says what follows from the state of %s', async (name, words) => {
    const { page, complaints } = await open(`/templates/${name}`);
    await page.getByText(words).waitFor();
    expect(complaints).toEqual([]);
  });

  it('goes with the keyboard from the list to a test', async () => {
    const { page } = await open('/templates');
    const first = page.getByRole('table').getByRole('link').first();
    await first.waitFor();
    await first.focus();
    await page.keyboard.press('ArrowDown');
    const second = (await page.locator(':focus').textContent()) ?? '';
    expect(second).not.toBe(await first.textContent());
    await page.goto('/console/templates?name=hello');
    await page.getByRole('link', { name: 'hello_world' }).press('Enter');
    await page.getByRole('heading', { level: 1, name: 'hello_world' }).waitFor();
    await until('the title has the focus', async () => (await page.locator(':focus').textContent()) === 'hello_world');
    await page.getByRole('figure').getByText('Hello World').waitFor();
    await page.getByLabel('Send a test to').focus();
    await page.keyboard.type('+34612345678');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('Hello World').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('offers whoever may only look what looking is, and says which scope the rest needs', async () => {
    const reading = await open('/templates', { key: await newKey(stack, ['messages:read']) });
    await reading.page.getByRole('link', { name: 'po_notification' }).waitFor();
    expect(await reading.page.getByRole('button', { name: 'Read from Meta now' }).count()).toBe(0);
    await reading.page.getByRole('link', { name: 'po_notification' }).click();
    for (const [position, value] of VALUES.entries()) await reading.page.getByLabel(`{{${position + 1}}}`).fill(value);
    await reading.page.getByRole('figure').getByText(TEXT).waitFor();
    await reading.page.getByText('A test is sent with a key that has the scope messages:write.').waitFor();
    expect(await reading.page.getByLabel('Send a test to').count()).toBe(0);
    const operating = await open('/templates', { key: await newKey(stack, ['ops']) });
    await operating.page.getByText('Sign in with a key that has the scope messages:read.').waitFor();
    expect([...reading.complaints, ...operating.complaints]).toEqual([]);
  });

  it('says what to do where there is none, none of that name, and where no answer comes', async () => {
    const made = { clientName: 'elsewhere', keyName: 'test', senderIds: ['999'], expiresAt: null };
    const { text } = await stack.app.get(ApiKeysRepository).create({ ...made, scopes: ['messages:read'] });
    const empty = await open('/templates', { key: text });
    await empty.page.getByText('No template is known').waitFor();
    expect(await empty.violations()).toEqual([]);
    const { page } = await open('/templates/nobody_made_it');
    await page.getByRole('alert').getByText('No template of this name is known').waitFor();
    let isAway = true;
    await page.route('**/api/v1/whatsapp/templates', (route) => (isAway ? route.abort() : route.continue()));
    await page.getByRole('link', { name: 'All templates' }).click();
    await page.getByText('No answer came. Look at your connection, then try again.').waitFor();
    // Before it answers again: the view would find out by itself, and have nothing left to press.
    await page.getByRole('button', { name: 'Try again' }).click();
    isAway = false;
    await page.getByRole('link', { name: 'po_notification' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('shows as text whatever looks like markup', async () => {
    await stack.sql(
      `INSERT INTO templates (waba_id, name, language, status, category, parameter_format, components, quality,
         rejected_reason, previous_category, synced_at)
       SELECT waba_id, 'looks_like_markup', 'es', $1, $1, 'POSITIONAL', $2, $1, $1, 'B' || $1, now() FROM templates LIMIT 1`,
      [
        MARKUP,
        JSON.stringify([
          { type: 'HEADER', format: 'TEXT', text: `Header ${MARKUP}` },
          { type: 'BODY', text: `Body ${MARKUP} {{1}} end` },
          { type: 'FOOTER', text: `Footer ${MARKUP}` },
          { type: 'BUTTONS', buttons: [{ type: 'URL', text: `Button ${MARKUP}`, url: `javascript:${MARKUP}{{1}}` }] },
        ]),
      ],
    );
    const { page, complaints } = await open('/templates');
    await page.getByRole('link', { name: 'looks_like_markup' }).click();
    await page.getByRole('heading', { level: 1, name: 'looks_like_markup' }).waitFor();
    for (const part of ['Header', 'Body', 'Footer', 'Button'])
      await page.getByText(`${part} ${MARKUP}`).first().waitFor();
    await page.getByLabel('{{1}}').fill(MARKUP);
    await page.getByLabel(/^End of the address/).fill('x');
    await page.getByRole('figure').getByText(`Body ${MARKUP} ${MARKUP} end`).waitFor();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
    expect(await page.title()).toBe('looks_like_markup · Recado');
    expect(complaints).toEqual([]);
    await stack.sql(`DELETE FROM templates WHERE name = 'looks_like_markup'`);
  });

  it('speaks Spanish', async () => {
    const { page } = await open('/templates');
    await page.getByLabel('Language').selectOption('Español');
    await page.getByRole('heading', { level: 1, name: 'Plantillas' }).waitFor();
    await page
      .getByRole('row')
      .filter({ hasText: /po_notificationes.*Aprobada.*Utilidad.*Alta/ })
      .waitFor();
    await page.getByRole('link', { name: 'po_notification' }).click();
    await page.getByRole('heading', { level: 2, name: 'Como la ve su destinatario' }).waitFor();
    await page.getByLabel('Enviar una prueba a').waitFor();
    expect(await page.title()).toBe('po_notification · Recado');
  });

  it('has nothing that axe objects to in either theme, and fits a phone', async () => {
    const operator = await open('/templates', { viewport: { width: 390, height: 844 } });
    const { page } = operator;
    const fits = async (): Promise<void> =>
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await page.getByRole('link', { name: 'po_notification' }).waitFor();
    expect(await operator.violationsInBothThemes()).toEqual([]);
    await fits();
    for (const name of ['purchase_order_with_pdf', 'purchase_order_paused', 'purchase_order_rejected']) {
      await page.goto(`/console/templates/${name}`);
      await page.getByRole('figure').waitFor();
      expect([name, await operator.violationsInBothThemes()]).toEqual([name, []]);
      await fits();
    }
    expect(operator.complaints).toEqual([]);
  });
});
