import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ADMIN_CLIENT_ID } from '#clients';
import { ALL_CLIENTS, ALL_SENDERS } from '#usage';
import { exampleMessage, textAt } from '../support/examples.js';
import { ADMIN_KEY, SENDER, type Stack, startStack, until } from '../support/stack.js';
import { chromium } from './chromium.js';
import { type Operator, Operators, type Visit, newKey, signIn } from './operator.js';

const MARKUP = '<img src=x onerror="document.title=1">';
const DAY_MS = 86_400_000;

/** Without a worker, so that figures stay as they are put here. */
describe.skipIf(chromium() === null)('the view of today', () => {
  let stack: Stack;
  let operators: Operators;
  let operator: Operator;

  beforeAll(async () => {
    const environment = {
      BILLING_TIMEZONE: 'UTC',
      ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      RATE_CARD_FILE: join(import.meta.dirname, '../../deploy/rate-card.example.yaml'),
    };
    const started = await startStack({ environment });
    if (started === null) throw new Error('PostgreSQL is always there');
    stack = started;
    operators = await Operators.of(stack);
    await stack.call('POST', '/templates/sync');
    await stack.call('GET', '/senders');
    await became('hour', thisHour(), { accepted: 1_234, sent: 1_200, delivered: 1_080, read: 900, cancelled: 5 });
    await counted('hour', thisHour(), 'failed', 20, '131026');
    await counted('hour', thisHour(), 'failed', 4, 'EXPIRED');
    for (const figure of ['time_to_sent', 'time_to_delivered']) {
      await counted('hour', thisHour(), figure, 90, '32');
      await counted('hour', thisHour(), figure, 10, '48');
    }
    await became('day', daysAgo(1), { accepted: 20, sent: 13, delivered: 11 });
    await counted('day', daysAgo(1), 'failed', 2, '131026');
    await used('conversation', 950, {});
    await used('message', 2_400, { billable: 'yes', category: 'utility', type: 'regular', country: 'ES' });
  });
  beforeEach(async () => {
    await stack.sql('DELETE FROM send_queue');
    await stack.sql('DELETE FROM callback_endpoints');
    await stack.sql(`DELETE FROM templates WHERE language <> 'es'`);
    await stack.sql(`DELETE FROM message_figures WHERE template_name <> '' OR detail = $1`, [MARKUP]);
    await stack.sql(
      `UPDATE senders SET state = 'ACTIVE', paused_by = NULL, pause_reason = NULL, paused_at = NULL, half_open = false,
         verified_name = 'Lucky Shrub', quality_rating = 'GREEN'`,
    );
  });
  afterEach(() => operators.leave());
  afterAll(async () => {
    await operators.end();
    await stack.stop();
  });

  const thisHour = (): string => new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000).toISOString();
  const daysAgo = (days: number): string => new Date(Math.floor(Date.now() / DAY_MS - days) * DAY_MS).toISOString();
  /** As the worker has it after a while. */
  const counted = async (
    grain: string,
    start: string,
    figure: string,
    count: number,
    detail = '',
    template = '',
  ): Promise<void> => {
    for (const [sender, client] of [
      [SENDER, ADMIN_CLIENT_ID],
      [SENDER, ALL_CLIENTS],
      [ALL_SENDERS, ALL_CLIENTS],
    ] as const) {
      const row = [template, grain, start, sender, client, figure, detail, count];
      await stack.sql('INSERT INTO message_figures VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', row);
    }
  };
  const became = async (grain: string, start: string, figures: Readonly<Record<string, number>>): Promise<void> => {
    for (const [figure, count] of Object.entries(figures)) await counted(grain, start, figure, count);
  };
  const usedLately = (template: string): Promise<void> => counted('day', daysAgo(3), 'accepted', 1, '', template);
  const used = async (
    figure: string,
    count: number,
    { billable = '', category = '', type = '', country = '' }: Readonly<Record<string, string>>,
  ): Promise<void> => {
    await stack.sql(
      `INSERT INTO usage_figures (period, start, sender_id, client_id, figure, billable, category, type, country, count)
       VALUES ('month', $1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [`${thisHour().slice(0, 7)}-01`, SENDER, ADMIN_CLIENT_ID, figure, billable, category, type, country, count],
    );
  };
  const accept = async (reference: string, key = ADMIN_KEY): Promise<string> => {
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const body = exampleMessage({ reference, sendAt });
    return textAt((await stack.call('POST', '/messages', { key, body })).json, 'id');
  };
  const waits = async (id: string, state: 'unconfirmed' | 'held'): Promise<void> => {
    await stack.sql('UPDATE send_queue SET state = $2, attempt = 1, attempted_at = now() WHERE message_id = $1', [
      id,
      state === 'held' ? 3 : 2,
    ]);
  };
  const visit = async (path = '/', further?: Visit): Promise<Page> => {
    operator = await operators.at(path, further);
    return operator.page;
  };
  const section = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });
  const needs = (page: Page): Locator => section(page, 'Needs a person now');
  const thisDay = (): string => new Date().toLocaleDateString('sv');

  it('counts what was accepted today, and leads to the very messages', async () => {
    await accept('PO-PENDING-1');
    await accept('PO-PENDING-2');
    await accept('PO-PENDING-3');
    const page = await visit();
    const counts = section(page, 'Messages accepted today');
    await counts.getByRole('link', { name: '1,234' }).waitFor();
    await counts.getByRole('link', { name: '3', exact: true }).waitFor();
    expect(await counts.getByRole('term').allTextContents()).toEqual([
      'Accepted',
      'Pending',
      'Sent',
      'Delivered',
      'Read',
      'Failed',
      'Cancelled',
      'Delivery rate of what was sent',
      'Time to sent',
      'Time to delivered',
    ]);
    const times = 'half within 0.278 s95 % within 4.45 s';
    expect(await counts.getByRole('definition').allTextContents()).toEqual([
      '1,234',
      '3',
      '1,200',
      '1,080',
      '900',
      '24',
      '5',
      '90%',
      times,
      times,
    ]);
    await counts.getByRole('link', { name: '3', exact: true }).click();
    await page.getByRole('link', { name: 'PO-PENDING-3' }).waitFor();
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ status: 'PENDING', from: thisDay() });
    expect(operator.complaints).toEqual([]);
  });

  it('lists failures of today by code, with what to do, and leads to those of today', async () => {
    const page = await visit();
    const failures = section(page, 'Failures by code');
    const row = failures.getByRole('row').filter({ hasText: '131026' });
    await row.waitFor();
    expect(await row.getByRole('cell').allTextContents()).toEqual([
      '131026',
      '20',
      'Message Undeliverable',
      expect.stringContaining('it may not be on WhatsApp'),
    ]);
    expect(await failures.getByRole('row').nth(2).textContent()).toMatch(/^EXPIRED4/);
    await row.getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: 'Messages' }).waitFor();
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ errorCode: '131026', from: thisDay() });
  });

  it('shows what became of each of fourteen days in UTC, whose bars are all that was accepted, and the figures', async () => {
    operator = await operators.stranger({ timezoneId: 'Africa/Lagos' });
    const { page } = operator;
    await signIn(operator);
    const chart = section(page, 'Messages a day (UTC)');
    await chart.getByText('The figures').click();
    const rows = chart.getByRole('row');
    await rows.nth(14).waitFor();
    expect(await rows.count()).toBe(15);
    const name = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', timeZone: 'UTC' });
    const label = name.format(new Date(daysAgo(1)));
    expect(await rows.nth(13).locator('th, td').allTextContents()).toEqual([label, '11', '2', '7']);
    // The largest bar is as high as there is room.
    let height = 0;
    for (const part of await chart.locator('svg g').nth(12).locator('rect').all())
      height += Number(await part.getAttribute('height'));
    expect(height).toBeCloseTo(120);
    expect(operator.complaints).toEqual([]);
  });

  it('shows how much of the free tier is used, where that leads, and what it costs', async () => {
    const page = await visit();
    const free = section(page, 'Free tier');
    await free.getByText('950 of 1,000 free conversations used, 50 left · 950 at the month’s end').waitFor();
    await free.getByText('nearly used up').waitFor();
    await free.getByText('Cost so far: €36.00; €36.00 at the end of the month').waitFor();
    expect(operator.complaints).toEqual([]);
  });

  it('shows the state of each sender and template in words, and leads to the very one', async () => {
    await accept('PO-WAITS');
    const page = await visit();
    const sender = section(page, 'Senders').getByRole('listitem');
    await sender.getByText('1 waiting').waitFor();
    expect(await sender.textContent()).toBe('Lucky Shrub Sends1 waiting · Quality: High');
    const template = section(page, 'Templates').getByRole('listitem').filter({ hasText: 'purchase_order_reminder' });
    expect(await template.textContent()).toMatch(/Approved.*Marketing.*was Utility.*Quality: not rated/);
    await template.getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: 'purchase_order_reminder' }).waitFor();
    await page.goBack();
    await section(page, 'Senders').getByRole('link', { name: 'Lucky Shrub' }).click();
    await page.getByRole('region', { name: 'Lucky Shrub' }).waitFor();
    expect(new URL(page.url()).hash).toBe(`#${SENDER}`);
  });

  it('says what needs a person: what is held and unconfirmed, a paused sender with why, a template that was used lately', async () => {
    await waits(await accept('PO-HELD'), 'held');
    await waits(await accept('PO-UNCLEAR'), 'unconfirmed');
    await stack.call('POST', `/senders/${SENDER}/pause`, { body: { reason: 'Se muda el lunes' } });
    // The same name in a second language: each is a line of its own.
    await stack.sql(
      `INSERT INTO templates SELECT (jsonb_populate_record(t, '{"language": "pt_PT"}')).* FROM templates t WHERE name = 'purchase_order_disabled'`,
    );
    for (const name of ['purchase_order_disabled', 'purchase_order_reminder', 'purchase_order_paused'])
      await usedLately(name);
    const page = await visit();
    const lines = needs(page).getByRole('listitem');
    await lines.filter({ hasText: 'to marketing' }).waitFor();
    const stopped = (language: string): string =>
      `Template purchase_order_disabled (${language}) was used lately, and is not sent any more (Disabled)To the template`;
    expect(await lines.allTextContents()).toEqual([
      '1 held: somebody must decide whether they are sentDecide',
      'Sender Lucky Shrub is pausedSe muda el lunesResumeTo the sender',
      '1 unconfirmed: Meta may have them, and they settle by themselves if it says soLook',
      stopped('es'),
      stopped('pt_PT'),
      'Meta has moved template purchase_order_reminder (es) to marketing: it costs moreTo the template',
    ]);
    expect(await lines.getByText('Se muda el lunes').getAttribute('lang')).toBeNull();
    await lines.getByRole('button', { name: 'Resume Lucky Shrub' }).click();
    await page.getByRole('dialog').getByText('Se muda el lunes').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
    await lines.filter({ hasText: 'Lucky Shrub' }).waitFor({ state: 'detached' });
    await lines.filter({ hasText: 'pt_PT' }).getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: 'purchase_order_disabled' }).waitFor();
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toMatchObject({ language: 'pt_PT' });
    await page.goBack();
    await needs(page).getByRole('link', { name: 'Decide' }).click();
    await page.getByRole('link', { name: 'PO-HELD' }).waitFor();
    expect(operator.complaints).toEqual([]);
  });

  it.each([
    ['slow', -400],
    ['fast', 1],
  ])(
    'begins the day where the API does, and asks for none that has not begun, with a browser whose clock is %s',
    async (_what, days) => {
      const page = await visit('/messages');
      await page.clock.install({ time: Date.now() + days * DAY_MS });
      const daily = page.waitForRequest((request) => request.url().includes('/stats?by=day'));
      const hourly = page.waitForRequest((request) => request.url().includes('/stats?by=hour'));
      await page.goto('/console/');
      const from = async (asked: typeof daily): Promise<string> =>
        new URL((await asked).url()).searchParams.get('from') ?? '';
      expect(await from(daily)).toBe(daysAgo(13));
      const begun = Date.now() - Date.parse(await from(hourly));
      expect(begun).toBeGreaterThanOrEqual(0);
      expect(begun).toBeLessThanOrEqual(DAY_MS + 3_600_000);
    },
  );

  it('says of a template no more than it knows, where nobody tells whether it was used', async () => {
    const page = await visit('/messages');
    await page.route('**/whatsapp/stats?*template=*', (route) => route.abort());
    await page.getByRole('link', { name: 'Today' }).click();
    const line = needs(page).getByRole('listitem').filter({ hasText: 'purchase_order_disabled' });
    await line.waitFor();
    expect(await line.textContent()).toBe(
      'Template purchase_order_disabled (es) is not sent any more (Disabled); whether it was used lately is not knownTo the template',
    );
  });

  it('tells a key that may only read what is held, and never that nothing needs a person', async () => {
    const key = await newKey(stack, ['messages:read']);
    const page = await visit('/', { key });
    await needs(page).getByText('Nothing that this key may see needs a person.').waitFor();
    await needs(page).getByText('it lacks ops, callbacks:write').waitFor();
    await waits(await accept('PO-HELD-READ'), 'held');
    await needs(page).getByText('1 held').waitFor();
    await needs(page).getByRole('link', { name: 'Look' }).click();
    await page.getByRole('link', { name: 'PO-HELD-READ' }).waitFor();
    const all = await visit('/', { key: await newKey(stack, ['messages:read', 'ops', 'callbacks:write']) });
    await needs(all).getByRole('link', { name: 'Decide' }).waitFor();
    await stack.sql('DELETE FROM send_queue');
    await needs(all).getByText('Nothing needs a person.').waitFor();
    expect(operator.complaints).toEqual([]);
  });

  it('counts for a key of one client what that client sees, and leads to no list that would be empty', async () => {
    const key = await newKey(stack, ['messages:read', 'messages:write', 'ops'], 'procurement');
    await waits(await accept('PO-FOREIGN-1'), 'held');
    await waits(await accept('PO-FOREIGN-2'), 'held');
    const page = await visit('/', { key });
    await needs(page).getByText('Nothing that this key may see needs a person.').waitFor();
    await section(page, 'Senders').getByText('0 waiting, of all clients').waitFor();
    await waits(await accept('PO-OWN', key), 'held');
    await needs(page).getByText('1 held').waitFor();
    await needs(page).getByRole('link', { name: 'Decide' }).click();
    await page.getByRole('link', { name: 'PO-OWN' }).waitFor();
    await page.getByRole('link', { name: 'Senders' }).click();
    const card = page.getByRole('region', { name: 'Lucky Shrub' });
    await card.getByText('This is what waits of all clients').waitFor();
    expect(await card.textContent()).toContain('Held: a person must decide3');
    expect(await card.getByRole('link', { name: /Held/ }).count()).toBe(0);

    const deciding = await visit('/', { key: await newKey(stack, ['ops'], 'on duty') });
    await needs(deciding).getByText('3 held').waitFor();
    await needs(deciding).getByText('Counted over all clients.').waitFor();
    expect(await needs(deciding).getByRole('link').count()).toBe(0);
    await deciding.getByRole('link', { name: 'Messages' }).click();
    await deciding.getByText('Sign in with a key that has the scope messages:read.').waitFor();
    expect(await deciding.getByRole('button', { name: 'Export CSV' }).count()).toBe(0);
    expect(operator.complaints).toEqual([]);
  });

  it('shows as text whatever looks like markup', async () => {
    await stack.sql(
      `UPDATE senders SET state = 'PAUSED', paused_by = 'PERSON', pause_reason = 'Reason ' || $1, paused_at = now(),
         verified_name = 'Name ' || $1, quality_rating = 'Rated ' || $1`,
      [MARKUP],
    );
    await stack.sql(
      `INSERT INTO templates (waba_id, name, language, status, category, parameter_format, components, quality, synced_at)
       SELECT waba_id, 'Template ' || $1, 'Language ' || $1, 'Status ' || $1, 'Category ' || $1, 'POSITIONAL', components,
         'Liked ' || $1, now() FROM templates WHERE name = 'po_notification'`,
      [MARKUP],
    );
    await usedLately(`Template ${MARKUP}`);
    await counted('hour', thisHour(), 'failed', 1, MARKUP);
    await stack.sql(
      `INSERT INTO callback_endpoints (id, url, enabled, disabled_because, disabled_at, secret)
       VALUES (gen_random_uuid(), 'https://callbacks.example/' || $1, false, 'GONE', now(), '')`,
      [MARKUP],
    );
    const page = await visit();
    for (const text of [
      'Sender Name ',
      'Reason ',
      'Template Template ',
      'https://callbacks.example/',
      'Rated ',
      'Liked ',
    ])
      await page
        .getByText(text + MARKUP)
        .first()
        .waitFor();
    await section(page, 'Failures by code').getByRole('link', { name: MARKUP }).waitFor();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toBe('Today · Recado');
    expect(operator.complaints).toEqual([]);
  });

  it('speaks Spanish, states and money included', async () => {
    const page = await visit();
    await page.getByLabel('Language').selectOption('Español');
    const free = section(page, 'Tramo gratuito');
    await free.getByText('Coste hasta ahora: 36,00 €; 36,00 € a fin de mes').waitFor();
    const template = section(page, 'Plantillas').getByRole('listitem').filter({ hasText: 'po_notification' });
    expect(await template.textContent()).toBe('po_notification (es) AprobadaUtilidadCalidad: Alta');
    const sender = section(page, 'Remitentes').getByRole('listitem');
    expect(await sender.textContent()).toBe('Lucky Shrub Envía0 en espera · Calidad: Alta');
  });

  it('has nothing that axe objects to in either theme, and fits a phone', async () => {
    await waits(await accept('PO-HELD-AXE'), 'held');
    const page = await visit();
    await needs(page).getByRole('link', { name: 'Decide' }).waitFor();
    await page.getByText('The figures').click();
    await section(page, 'Messages a day (UTC)').getByRole('table').waitFor();
    expect(await operator.violationsInBothThemes()).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    await until('it fits', async () => (await page.evaluate('document.documentElement.scrollWidth')) === 360);
    expect(operator.complaints).toEqual([]);
  });
});
