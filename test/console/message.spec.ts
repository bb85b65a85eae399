import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { defaultSettings } from '../../apps/sandbox/src/sandbox-settings.js';
import { at, exampleMessage, exampleOrder, exampleTemplate, textAt } from '../support/examples.js';
import { SENDER, type Stack, startStack, until } from '../support/stack.js';
import { chromium } from './chromium.js';
import { Operators, expectShown, focused, newKey, signIn } from './operator.js';

const HOSTILE = `<img src=x onerror="document.title='pwned'"><script>document.title='pwned'</script>`;
/** The sandbox answers such a number with Meta's 131026. */
const UNDELIVERABLE = '+34601131026';
const WITH_PDF = {
  template: {
    name: 'purchase_order_with_pdf',
    language: 'es',
    parameters: ['PO-1'],
    header: { type: 'document', link: 'https://example.com/files/PO-1.pdf', filename: 'PO-1.pdf' },
    buttons: [{ type: 'url', index: 0, text: 'po/1' }],
  },
};

describe.skipIf(chromium() === null)('the view of a message', () => {
  let operators: Operators;
  let stack: Stack;
  const accept = async (further: Readonly<Record<string, unknown>>): Promise<string> => {
    const answer = await stack.call('POST', '/messages', { body: exampleMessage(further) });
    expect(answer.status).toBe(202);
    return textAt(answer.json, 'id');
  };
  const read = async (id: string): Promise<unknown> => (await stack.call('GET', `/messages/${id}`)).json;
  const reached = (id: string, status: string): Promise<void> =>
    until(`it is ${status}`, async () => at(await read(id), 'status') === status, 40_000);
  const later = (): string => new Date(Date.now() + 3_600_000).toISOString();
  const held = async (reference: string): Promise<string> => {
    const id = await accept({ reference, sendAt: later() });
    await stack.sql('UPDATE send_queue SET state = 3, due_at = now() WHERE message_id = $1', [id]);
    return id;
  };
  /** What somebody answers, all of it in one webhook and within one second. */
  const answered = async (id: string, texts: readonly string[]): Promise<void> => {
    const message = await read(id);
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const messages = texts.map((body) => ({
      id: `wamid.${Buffer.from(`${id} ${body}`).toString('base64')}`,
      from: textAt(message, 'to').slice(1),
      timestamp,
      type: 'text',
      text: { body },
      context: { id: textAt(message, 'whatsappMessageId') },
    }));
    const value = { messaging_product: 'whatsapp', metadata: { phone_number_id: SENDER }, messages };
    const entry = [{ id: defaultSettings.wabaId, changes: [{ field: 'messages', value }] }];
    const raw = Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry }));
    const signature = createHmac('sha256', defaultSettings.appSecret).update(raw).digest('hex');
    const headers = { 'x-hub-signature-256': `sha256=${signature}` };
    expect((await stack.call('POST', '/webhook', { key: null, raw, headers })).status).toBe(200);
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

  it('shows what the supplier sees: the file’s name, the footer and the buttons, and loads nothing of it', async () => {
    const id = await accept({ reference: 'PO-PDF', ...WITH_PDF });
    await reached(id, 'READ');
    const operator = await operators.at(`/messages/${id}`);
    const bubble = operator.page.getByRole('region', { name: 'As the supplier sees it' });
    await bubble.getByText('Compras', { exact: true }).waitFor();
    expect(await bubble.textContent()).toMatch(
      /Document: PO-1\.pdfhttps:\/\/example\.com\/files\/PO-1\.pdf.*El pedido PO-1 está adjunto.*Compras.*Ver pedidohttps:\/\/portal\.example\.com\/po\/1.*Confirmar pedido$/s,
    );
    expect(operator.asked.filter((url) => !url.startsWith(`${stack.url}/`))).toEqual([]);
    expect([await operator.violationsInBothThemes(), operator.complaints]).toEqual([[], []]);
    // The words are the template's, time and state the viewer's.
    await operator.page.getByLabel('Language').selectOption('Español');
    await operator.page.getByText('✓✓').waitFor();
    expect(await operator.page.locator('[lang=es]', { hasText: 'Leído' }).count()).toBe(1);
    expect(await operator.page.locator('[lang=es]').last().textContent()).toBe('Confirmar pedido');
  });

  it('leaves out footer and words of buttons where the template reads differently by now', async () => {
    const id = await accept({ reference: 'PO-CHANGED', ...WITH_PDF });
    await reached(id, 'READ');
    await stack.sql(`UPDATE whatsapp_messages SET body_text = 'El pedido PO-1 va en PDF.' WHERE id = $1`, [id]);
    const { page } = await operators.at(`/messages/${id}`);
    const bubble = page.getByRole('region', { name: 'As the supplier sees it' });
    await bubble.getByText('El pedido PO-1 va en PDF.').waitFor();
    await page.waitForLoadState('networkidle').catch(() => undefined);
    expect(await bubble.textContent()).toMatch(/Document: PO-1\.pdf.*va en PDF\..*Linkpo\/1$/s);
  });

  it('shows a header’s text with its value', async () => {
    const template = {
      name: 'purchase_order_urgent',
      language: 'es',
      parameters: ['1/12'],
      header: { type: 'text', text: 'PO-7' },
    };
    const { page } = await operators.at(`/messages/${await accept({ template, sendAt: later() })}`);
    await expectShown(page.getByText('Pedido PO-7 urgente'));
  });

  it('shows replies, those of one moment too, each once and as text', async () => {
    const id = await accept({ to: '+34612000001', reference: 'PO-REPLY' });
    await reached(id, 'READ');
    await answered(id, [HOSTILE, 'Recibido']);
    const { page, complaints } = await operators.at(`/messages/${id}`);
    const bubble = page.getByRole('region', { name: 'As the supplier sees it' });
    await bubble.getByText(HOSTILE).waitFor();
    await answered(id, ['¿Cuándo?', 'Gracias']);
    await bubble.getByText('Gracias').waitFor();
    for (const text of [HOSTILE, 'Recibido', '¿Cuándo?', 'Gracias'])
      expect([text, await bubble.getByText(text, { exact: true }).count()]).toEqual([text, 1]);
    expect(
      await page
        .getByRole('listitem')
        .filter({ hasText: /^Reply/ })
        .count(),
    ).toBe(4);
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(await page.title()).not.toBe('pwned');
    expect(complaints).toEqual([]);
  });

  it('draws bold, italic, struck and monospace as telephones do, in what was sent and in replies', async () => {
    const template = exampleTemplate({ parameters: ['*Proveedor* _ABC_', '`PO-1`', '1.250 €'] });
    const id = await accept({ to: '+34612000003', reference: 'PO-DRAWN', template });
    await reached(id, 'READ');
    await answered(id, [`~mañana~ \`\`\`*hoy*\`\`\` *${HOSTILE}*`]);
    const { page, complaints } = await operators.at(`/messages/${id}`);
    const bubble = page.getByRole('region', { name: 'As the supplier sees it' });
    await bubble.locator('strong', { hasText: HOSTILE }).waitFor();
    expect(await bubble.locator('strong, em, s, code').allTextContents()).toEqual([
      'Proveedor',
      'ABC',
      'PO-1',
      'mañana',
      '*hoy*',
      HOSTILE,
    ]);
    expect([await page.locator('main img, main script').count(), complaints]).toEqual([0, []]);
  });

  it('lets nothing that others wrote turn the order of what stands beside it', async () => {
    const turning = (text: string): string => `\u2069\u202E${text}`;
    const id = await accept({ to: '+34612000004', reference: turning('PO-TURNED') });
    await reached(id, 'READ');
    await answered(id, [turning('Recibido')]);
    await stack.sql(
      `UPDATE whatsapp_messages SET recipient_name = $2, error_code = '131026', error_source = 'META',
         error_message = $2, error_details = $2 || '.', metadata = jsonb_build_object($2::text, $2::text) WHERE id = $1`,
      [id, turning('Proveedor')],
    );
    for (const [view, shown] of [
      [`/messages/${id}`, 'Recibido'],
      ['/messages', 'PO-TURNED'],
    ] as const) {
      const { page } = await operators.at(view);
      await page.locator('bdi', { hasText: shown }).first().waitFor();
      expect(await page.title()).not.toMatch(/[\u2066-\u2069\u202A-\u202E]/);
      expect(await page.locator('main').innerHTML()).not.toMatch(/[\u2066-\u2069\u202A-\u202E]/);
      expect(await page.locator('bdi', { hasText: 'Proveedor' }).count()).toBeGreaterThan(0);
    }
  });

  it('says what to do without the words of programs, and in the viewer’s language', async () => {
    const id = await accept({ to: UNDELIVERABLE, reference: 'PO-ADVICE' });
    await reached(id, 'FAILED');
    await stack.sql(
      `UPDATE whatsapp_messages SET error_code = '132000', error_message = 'It does not fit.', error_details = 'Two of three.' WHERE id = $1`,
      [id],
    );
    const { page } = await operators.at(`/messages/${id}`);
    await page.getByText('It does not fit: Two of three.', { exact: true }).waitFor();
    await page.getByText('the view of templates shows them').waitFor();
    await page.getByLabel('Language').selectOption('Español');
    await page.getByText('Envía tantos parámetros como variables tiene la plantilla').waitFor();
    await expectShown(page.getByText('resultado: rechazado por Meta'));
    await stack.sql(`UPDATE whatsapp_messages SET error_code = 'FAILED_BY_OPERATOR' WHERE id = $1`, [id]);
    await expectShown(page.getByText('Lo terminó alguien que opera Recado'));
  });

  it('says in words that an order was acknowledged, and that somebody opted out', async () => {
    const id = await accept({ to: '+34612000002', reference: 'PO-WORDS' });
    await reached(id, 'READ');
    await answered(id, ['BAJA']);
    await stack.sql(
      `INSERT INTO message_events (message_id, key, type, occurred_at, data)
       VALUES ($1, 'order_acknowledged:PO-WORDS', 'order_acknowledged', now(), '{"orderNumber": "PO-WORDS"}')`,
      [id],
    );
    const { page } = await operators.at(`/messages/${id}`);
    await page.getByText('Opted out of marketing').waitFor();
    await expectShown(page.getByText('The supplier has acknowledged the order'));
  });

  it('shows whatever Meta wrote of an error as text', async () => {
    const id = await accept({ to: UNDELIVERABLE, reference: 'PO-HOSTILE' });
    await reached(id, 'FAILED');
    await stack.sql('UPDATE whatsapp_messages SET error_message = $2, error_details = $2 || 1 WHERE id = $1', [
      id,
      HOSTILE,
    ]);
    await stack.sql(
      `UPDATE message_events SET data = data || jsonb_build_object('detail', $2::text) WHERE message_id = $1`,
      [id, HOSTILE],
    );
    const { page, complaints } = await operators.at(`/messages/${id}`);
    await page.getByText(`${HOSTILE}: ${HOSTILE}1`).waitFor();
    await page.getByText(`error: Message Undeliverable: ${HOSTILE}`).first().waitFor();
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect([await page.title(), complaints]).toEqual(['Message PO-HOSTILE · Recado', []]);
  });

  it('says in words what Meta charges, and that it charges nothing for what was not delivered', async () => {
    const [sent, failed, cancelled, unclear] = await Promise.all([
      accept({ reference: 'PO-COST' }),
      accept({ to: UNDELIVERABLE }),
      accept({ sendAt: later() }),
      held('PO-UNCLEAR'),
    ]);
    await reached(sent, 'READ');
    await reached(failed, 'FAILED');
    await stack.call('POST', `/messages/${cancelled}/cancel`);
    await stack.call('POST', `/messages/${unclear}/fail`);
    for (const [id, cost] of [
      [sent, 'Billable · utility · regular'],
      [failed, 'Nothing: Meta charges only what it delivers'],
      [cancelled, 'Nothing: Meta charges only what it delivers'],
      [unclear, 'Not known: Meta may have sent it'],
    ] as const) {
      const { page } = await operators.at(`/messages/${id}`);
      await expectShown(page.getByRole('region', { name: 'Facts' }).getByText(cost));
    }
  });

  it('tells times in the viewer’s zone, the exact ones when they are pressed', async () => {
    const id = await accept({ reference: 'PO-ZONE' });
    await reached(id, 'READ');
    await stack.sql(
      `UPDATE whatsapp_messages SET created_at = '2026-01-15 23:30:05.123+00', sent_at = '2026-01-15 23:30:06.5+00' WHERE id = $1`,
      [id],
    );
    await stack.sql(
      `UPDATE send_attempts SET started_at = '2026-01-15 23:30:05.2+00', finished_at = '2026-01-15 23:30:06.5+00' WHERE message_id = $1`,
      [id],
    );
    const operator = await operators.stranger({ timezoneId: 'Asia/Tokyo' });
    const { page } = operator;
    await signIn(operator);
    await page.goto(`/console/messages/${id}`);
    const attempt = page.getByRole('listitem').filter({ hasText: /^Attempt/ });
    await attempt.getByText('ended 16 Jan 2026, 08:30:06.500 GMT+9').waitFor();
    expect(await attempt.textContent()).not.toMatch(/finishedAt|2026-01-15T/);
    const accepted = page.getByRole('button', { name: /^16 Jan.*08:30:05$/ });
    await accepted.press('Enter');
    const exact = page.getByRole('button', { name: '16 Jan 2026, 08:30:05.123 GMT+9 · 2026-01-15T23:30:05.123Z' });
    await exact.waitFor();
    expect(await exact.getAttribute('aria-expanded')).toBe('true');
    expect(await operator.violations()).toEqual([]);
    await exact.press('Enter');
    await accepted.waitFor();
    expect(operator.complaints).toEqual([]);
  });

  it('asks before what a person has ended is sent again, since Meta may have it, and sends it once for a double click', async () => {
    const id = await held('PO-ENDED');
    expect((await stack.call('POST', `/messages/${id}/fail`)).status).toBe(200);
    const { page, asked } = await operators.at(`/messages/${id}`);
    await page.getByRole('button', { name: 'Send again' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('its recipient may get it twice').waitFor();
    await dialog.getByRole('button', { name: 'Send again' }).dblclick();
    await page.getByText('Sent again as a new message.').waitFor();
    expect(asked.filter((url) => url.endsWith('/resend'))).toHaveLength(1);
  });

  it('breaks an order number without a blank, however long', async () => {
    const { page } = await operators.at(`/messages/${await accept({ reference: 'W'.repeat(60), sendAt: later() })}`);
    await page.setViewportSize({ width: 360, height: 740 });
    await page.getByRole('heading', { level: 1, name: 'WWW' }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  });

  it.each([
    ['Release', 'Released: it is sent now.'],
    ['Fail', 'Ended as failed.'],
  ])('leads to its title whoever has decided about a held one: %s', async (decision, told) => {
    const { page } = await operators.at(`/messages/${await held('PO-FOCUS')}`);
    await page.getByRole('button', { name: decision, exact: true }).press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: decision, exact: true }).press('Enter');
    await page.getByText(told).waitFor();
    await page.getByRole('button', { name: decision, exact: true }).waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe('Message PO-FOCUS');
  });

  it('leads to the row’s link whoever has cancelled in the list', async () => {
    await accept({ reference: 'PO-ROW-1', sendAt: later() });
    await accept({ reference: 'PO-ROW-2', sendAt: later() });
    const { page } = await operators.at('/messages?q=PO-ROW');
    await page.getByRole('button', { name: 'Cancel PO-ROW-1' }).press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the message' }).press('Enter');
    await page.getByRole('button', { name: 'Cancel PO-ROW-1' }).waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe('PO-ROW-1');
    // The control: who does not decide is where they were, and who clicks beside everything is led nowhere.
    const cancel = page.getByRole('button', { name: 'Cancel PO-ROW-2' });
    await cancel.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe('Cancel');
    await page.locator('main').click({ position: { x: 5, y: 5 } });
    const id = textAt((await stack.call('GET', '/messages?reference=PO-ROW-2')).json, 'items', 0, 'id');
    await stack.call('POST', `/messages/${id}/cancel`);
    await cancel.waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement === document.body')).toBe(true);
  });

  it('says so where what was released is cancelled instead, because a later revision of its order was sent', async () => {
    const order = async (revision: number): Promise<string> => {
      const body = exampleOrder({ orderNumber: 'PO-REVISED', revision, sendAt: later() });
      return textAt((await stack.call('POST', '/purchase-orders', { body })).json, 'id');
    };
    const id = await order(1);
    await stack.sql('UPDATE send_queue SET state = 3, due_at = now() WHERE message_id = $1', [id]);
    await order(2);
    const { page } = await operators.at(`/messages/${id}`);
    await page.getByRole('button', { name: 'Release', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Release', exact: true }).click();
    await page.getByText('Cancelled: a later revision of this order has been sent in its place.').waitFor();
    expect(at(await read(id), 'status')).toBe('CANCELLED');
  });

  it('keeps the focus of who is refused, and has forgotten the refusal when it asks again', async () => {
    const id = await held('PO-REFUSED');
    const { page } = await operators.at(`/messages/${id}`);
    await page.route('**/release', (route) => route.abort());
    const release = page.getByRole('button', { name: 'Release', exact: true });
    await release.press('Enter');
    const dialog = page.getByRole('dialog');
    const yes = dialog.getByRole('button', { name: 'Release', exact: true });
    // Nobody answers a question before it has taken the focus, which is a moment after it is there.
    await dialog.locator(':focus').waitFor();
    await yes.press('Enter');
    await dialog.getByText('No answer came.').waitFor();
    await expect.poll(() => focused(page)).toBe('Release');
    expect(await yes.and(page.locator(':focus')).count()).toBe(1);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await release.press('Enter');
    await dialog.getByText('Send this held message?').waitFor();
    expect(await dialog.getByRole('alert').count()).toBe(0);
  });

  it('keeps the focus, too, if what was pressed can be pressed again at the moment at which the browser drops it', async () => {
    const { page } = await operators.at(`/messages/${await held('PO-AT-ONCE')}`);
    await page.route('**/release', (route) => route.abort());
    await page.getByRole('button', { name: 'Release', exact: true }).press('Enter');
    const yes = page.getByRole('dialog').getByRole('button', { name: 'Release', exact: true });
    await page.getByRole('dialog').locator(':focus').waitFor();
    await yes.focus();
    await page.evaluate(`new Promise((dropped) => {
      const pressed = document.activeElement;
      addEventListener('focusout', () => { pressed.disabled = false; dropped(); }, { once: true });
      pressed.disabled = true;
    })`);
    await expect.poll(() => focused(page)).toBe('Release');
    expect(await yes.and(page.locator(':focus')).count()).toBe(1);
  });

  it('tells at once that no answer came, though the API hangs, and that it was done all the same as soon as that is known', async () => {
    const id = await accept({ reference: 'PO-HANGS', sendAt: later() });
    const { page } = await operators.at('/messages?q=PO-HANGS');
    await page.getByRole('button', { name: 'Cancel PO-HANGS' }).click();
    const lists: (() => void)[] = [];
    await page.route('**/whatsapp/messages?*', (route) =>
      lists.push(() => void route.continue().catch(() => undefined)),
    );
    await page.route('**/cancel', (route) => route.abort());
    const dialog = page.getByRole('dialog');
    const yes = dialog.getByRole('button', { name: 'Cancel the message' });
    await yes.click();
    await dialog.getByText('No answer came.').waitFor();
    await until('the list is asked for again', () => lists.length > 0);
    expect(await yes.isEnabled()).toBe(true);
    // What the API has done of it by then.
    expect((await stack.call('POST', `/messages/${id}/cancel`)).status).toBe(200);
    await page.unroute('**/whatsapp/messages?*');
    for (const answer of lists) answer();
    await page.getByText('Cancelled.', { exact: true }).first().waitFor();
    expect(await dialog.count()).toBe(0);
  });

  it('masks the whole number of a country whose code has one digit', async () => {
    const id = await accept({ to: '+12015550123', sendAt: later() });
    const { page } = await operators.at(`/messages/${id}`, { key: await newKey(stack, ['messages:read']) });
    await expectShown(page.getByText('+1 ······123'));
  });
});
