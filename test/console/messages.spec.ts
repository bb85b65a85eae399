import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { at, exampleMessage, exampleTemplate, textAt } from '../support/examples.js';
import { type Stack, startStack, until } from '../support/stack.js';
import { chromium } from './chromium.js';
import { Operators, expectShown, newKey, signIn } from './operator.js';

const HOSTILE = `<img src=x onerror="document.title='pwned'"><script>document.title='pwned'</script>`;
/** The sandbox answers such a number with Meta's 131026. */
const UNDELIVERABLE = '+34601131026';

describe.skipIf(chromium() === null)('messages, in a browser', () => {
  let operators: Operators;
  let stack: Stack;
  const accept = async (further: Readonly<Record<string, unknown>>): Promise<string> =>
    textAt((await stack.call('POST', '/messages', { body: exampleMessage(further) })).json, 'id');
  const statusOf = async (id: string): Promise<unknown> =>
    at((await stack.call('GET', `/messages/${id}`)).json, 'status');
  const reached = (id: string, status: string): Promise<void> =>
    until(`it is ${status}`, async () => (await statusOf(id)) === status, 40_000);
  const later = (): string => new Date(Date.now() + 3_600_000).toISOString();

  beforeAll(async () => {
    const started = await startStack({ worker: true });
    if (started === null) throw new Error('PostgreSQL is always there');
    stack = started;
    operators = await Operators.of(stack);
  });
  afterEach(() => operators.leave());
  afterAll(async () => {
    await operators.end();
    await stack.stop();
  });

  it('finds an order in two actions from the sign-in, and says that the supplier has read it', async () => {
    await reached(await accept({ reference: 'PO-READ-1', recipientName: 'Talleres Ejemplo' }), 'READ');
    const operator = await operators.stranger();
    const { page, complaints } = operator;
    await signIn(operator);
    await page.getByLabel('Find messages').fill('PO-READ-1');
    await page.getByLabel('Find messages').press('Enter');
    const row = page.getByRole('row', { name: /PO-READ-1/ });
    await row.getByText('Read', { exact: true }).waitFor();
    await row.getByRole('link', { name: 'PO-READ-1' }).click();
    await page.getByRole('heading', { level: 1, name: 'Message PO-READ-1' }).waitFor();
    await page.getByText('Hola Proveedor ABC, has recibido una nueva orden de compra PO-2024-001').waitFor();
    await page.getByText('✓✓').waitFor();
    const steps = await page.getByRole('listitem').allTextContents();
    for (const step of ['Accepted', 'Attempt', 'Delivered, says Meta', 'Read, says Meta'])
      expect(steps.some((text) => text.includes(step))).toBe(true);
    const exact = page.locator('time').first();
    expect(await exact.getAttribute('datetime')).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(await page.locator('main button:has(time)').first().getAttribute('title')).toContain(
      await exact.getAttribute('datetime'),
    );
    expect(complaints).toEqual([]);
  });

  it.each([
    ['a supplier', 'Aceros del N', 'PO-FIND'],
    ['a phone as people write it', '+34 622 111 222', 'PO-FIND'],
    ['an error code', '131026', 'PO-FAIL'],
  ])('finds by %s', async (_what, text, order) => {
    if ((await stack.call('GET', '/messages?reference=PO-FAIL')).text.includes('"items":[]')) {
      await accept({ to: '+34622111222', reference: 'PO-FIND', recipientName: 'Aceros del Norte' });
      await reached(await accept({ to: UNDELIVERABLE, reference: 'PO-FAIL' }), 'FAILED');
    }
    const { page } = await operators.at('/');
    await page.getByLabel('Find messages').fill(text);
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByRole('link', { name: order }).waitFor();
    expect(await page.getByRole('link', { name: /^PO-/ }).count()).toBe(1);
  });

  it('keeps the filters in the address, offers the other reading of a code, and says when nothing matches', async () => {
    const { page } = await operators.at('/messages?errorCode=999999');
    await expectShown(page.getByText('No message matches'));
    await page.getByRole('link', { name: /order numbers and names/ }).click();
    await until('it is text now', () => new URL(page.url()).search === '?q=999999');
    await page.getByLabel('Status', { exact: true }).selectOption('Failed');
    await until('both stand in the address', () => page.url().endsWith('?q=999999&status=FAILED'));
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await until('none stands there', () => new URL(page.url()).search === '');
  });

  it('shows new messages and new states without a reload, and keeps the focus where it is', async () => {
    const id = await accept({ reference: 'PO-LIVE', sendAt: later() });
    const { page } = await operators.at('/messages');
    const link = page.getByRole('link', { name: 'PO-LIVE' });
    await link.focus();
    await accept({ reference: 'PO-NEWER', sendAt: later() });
    await page.getByRole('link', { name: 'PO-NEWER' }).waitFor();
    await stack.call('POST', `/messages/${id}/cancel`);
    await page
      .getByRole('row', { name: /PO-LIVE/ })
      .getByText('Cancelled')
      .waitFor();
    expect(await page.locator(':focus').textContent()).toBe('PO-LIVE');
    await page.keyboard.press('ArrowUp');
    expect(await page.locator(':focus').textContent()).toBe('PO-NEWER');
  });

  it('cancels, after asking', async () => {
    const id = await accept({ reference: 'PO-CANCEL', sendAt: later() });
    const operator = await operators.at('/messages?q=PO-CANCEL');
    const { page } = operator;
    await page.getByRole('button', { name: 'Cancel PO-CANCEL' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await operator.violations()).toEqual([]);
    expect(await statusOf(id)).toBe('PENDING');
    await dialog.getByRole('button', { name: 'Cancel the message' }).click();
    await page.getByText('Cancelled.').waitFor();
    expect(await statusOf(id)).toBe('CANCELLED');
  });

  it('goes on to older messages and back, by cursor', async () => {
    const messages = Array.from({ length: 60 }, (_, n) =>
      exampleMessage({ reference: `PO-PAGE-${n}`, sendAt: later() }),
    );
    await stack.call('POST', '/messages/batch', { body: { messages } });
    const { page } = await operators.at('/messages?q=PO-PAGE');
    await page.getByRole('link', { name: 'PO-PAGE-59', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Older' }).click();
    await page.getByRole('link', { name: 'PO-PAGE-0', exact: true }).waitFor();
    expect(await page.getByRole('link', { name: /^PO-PAGE/ }).count()).toBe(10);
    await page.getByRole('button', { name: 'To the newest' }).click();
    await page.getByRole('link', { name: 'PO-PAGE-59', exact: true }).waitFor();
  });

  it('exports all that match, over many pages, and nothing in it calculates', async () => {
    const messages = Array.from({ length: 450 }, (_, n) =>
      exampleMessage({
        reference: `CSV-${n}`,
        recipientName: n === 7 ? '=HYPERLINK("x")' : `A, "B" ${n}`,
        sendAt: later(),
      }),
    );
    await stack.call('POST', '/messages/batch', { body: { messages } });
    const { page } = await operators.at('/');
    // As browsers have it that cannot write to a file of somebody's choosing.
    await page.addInitScript('delete window.showSaveFilePicker');
    await page.goto('/console/messages?q=CSV-');
    await page.getByRole('link', { name: 'CSV-449', exact: true }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ]);
    const text = await readFile(await download.path(), 'utf8');
    const lines = text.trimEnd().split('\r\n');
    expect(lines).toHaveLength(451);
    expect(new Set(lines.slice(1).map((line) => line.split(',')[1])).size).toBe(450);
    expect(text).toContain(`"'=HYPERLINK(""x"")"`);
    expect(text).toContain('"A, ""B"" 8"');
    await page.getByText('450 messages written.').waitFor();
  });

  it('sends failed ones again: counts first, asks, and leaves alone what was sent again before', async () => {
    const ids = await Promise.all([1, 2, 3].map((n) => accept({ to: UNDELIVERABLE, reference: `PO-AGAIN-${n}` })));
    for (const id of ids) await reached(id, 'FAILED');
    await stack.sql("UPDATE whatsapp_messages SET recipient_phone = '+34600000001' WHERE reference LIKE 'PO-AGAIN-%'");
    await stack.call('POST', `/messages/${ids[0]}/resend`, { body: {} });
    const operator = await operators.at('/messages?q=PO-AGAIN');
    const { page } = operator;
    await page.getByRole('button', { name: 'Send failed ones again' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('2 would be sent again').waitFor();
    await dialog.getByText('sent again before (ALREADY_RESENT): 1').waitFor();
    expect(await operator.violations()).toEqual([]);
    const count = async (): Promise<unknown> =>
      (await stack.sql("SELECT count(*)::int AS n FROM whatsapp_messages WHERE reference LIKE 'PO-AGAIN-%'"))[0]?.['n'];
    expect(await count()).toBe(4);
    await dialog.getByRole('button', { name: 'Send 2 again' }).click();
    await page.getByText('2 sent again.').waitFor();
    expect(await count()).toBe(6);
  });

  it('asks for a filter before it sends all failed ones again', async () => {
    const { page } = await operators.at('/messages');
    await page.getByRole('button', { name: 'Send failed ones again' }).click();
    await expectShown(page.getByText('Filter first'));
  });

  it('says in words why one has failed and what to do, and sends it again', async () => {
    const id = await accept({ to: UNDELIVERABLE, reference: 'PO-WHY' });
    await reached(id, 'FAILED');
    const { page } = await operators.at(`/messages/${id}`);
    await page.getByText('Meta says (131026)').waitFor();
    await page.getByText('it may not be on WhatsApp').waitFor();
    await page.getByRole('button', { name: 'Send again' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click();
    await page.getByText('Sent again as a new message.').waitFor();
    await page.getByRole('link', { name: 'the earlier message' }).waitFor();
    expect(page.url()).not.toContain(id);
  });

  it.each([
    ['Release', 'Released: it is sent now.', 'READ'],
    ['Fail', 'Ended as failed.', 'FAILED'],
  ])('lets a person decide about a held one: %s', async (decision, told, status) => {
    const id = await accept({ reference: `PO-HELD-${decision}`, sendAt: later() });
    await stack.sql('UPDATE send_queue SET state = 3, due_at = now() WHERE message_id = $1', [id]);
    const { page } = await operators.at('/messages?pendingReason=HELD');
    await page.getByRole('link', { name: `PO-HELD-${decision}` }).click();
    await page.getByText('held: a person must decide').first().waitFor();
    await page.getByRole('button', { name: decision, exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: decision, exact: true }).click();
    await expectShown(page.getByText(told));
    await reached(id, status);
  });

  it('says what the API says where something has come too late', async () => {
    const id = await accept({ reference: 'PO-LATE', sendAt: later() });
    const { page } = await operators.at(`/messages/${id}`);
    await page.getByRole('button', { name: 'Cancel PO-LATE' }).click();
    await stack.sql("UPDATE send_queue SET state = 1, lease_until = now() + interval '1 hour' WHERE message_id = $1", [
      id,
    ]);
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the message' }).click();
    const alert = page.getByRole('dialog').getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(/Meta may have it.*NOT_CANCELLABLE · request [\w-]+/s);
  });

  it('says that there is no such message', async () => {
    const { page } = await operators.at('/messages/0199c5b2-0000-7000-8000-000000000000');
    await expectShown(page.getByRole('heading', { level: 1, name: 'There is no such message' }));
  });

  it('shows whatever somebody wrote as text', async () => {
    const id = await accept({
      reference: HOSTILE,
      recipientName: HOSTILE,
      metadata: { [HOSTILE]: HOSTILE },
      template: exampleTemplate({ parameters: [HOSTILE, HOSTILE, HOSTILE] }),
    });
    await reached(id, 'READ');
    for (const view of ['/messages', `/messages/${id}`, `/messages?q=${encodeURIComponent(HOSTILE)}`]) {
      const { page, complaints } = await operators.at(view);
      await page.getByText(HOSTILE, { exact: false }).first().waitFor();
      expect(await page.locator('main img, main script').count()).toBe(0);
      expect(await page.title()).not.toBe('pwned');
      expect(complaints).toEqual([]);
    }
  });

  it('masks phones, and offers nothing that changes anything, to a key that may only read', async () => {
    const id = await accept({ to: '+34633444555', reference: 'PO-MASKED', sendAt: later() });
    const key = await newKey(stack, ['messages:read']);
    for (const view of ['/messages?q=PO-MASKED', `/messages/${id}`]) {
      const reading = await operators.at(view, { key });
      await reading.page.getByText('+34 ······555').waitFor();
      expect(await reading.page.content()).not.toContain('633444');
      expect(await reading.page.getByRole('button', { name: /Cancel|again/ }).count()).toBe(0);
    }
    // The control: to a key that may do something both are there.
    const acting = await operators.at('/messages?q=PO-MASKED');
    await acting.page.getByText('+34633444555').waitFor();
    await acting.page.getByRole('button', { name: 'Cancel PO-MASKED' }).waitFor();
  });

  it('has nothing that axe objects to in either theme, and fits a phone, with messages in it', async () => {
    const failed = await accept({ to: UNDELIVERABLE, reference: 'PO-AXE' });
    await reached(failed, 'FAILED');
    for (const [view, shown] of [
      ['/', '131026'],
      ['/messages', 'PO-AXE'],
      [`/messages/${failed}`, 'Meta says (131026)'],
    ] as const) {
      const operator = await operators.at(view);
      const { page } = operator;
      await page.getByText(shown).first().waitFor();
      expect([view, await operator.violationsInBothThemes()]).toEqual([view, []]);
      await page.setViewportSize({ width: 360, height: 740 });
      expect([view, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([view, 360]);
    }
  });
});
