import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { at, exampleMessage } from '../support/examples.js';
import { SENDER, type Stack, startStack, until } from '../support/stack.js';
import { chromium } from './chromium.js';
import { type Operator, Operators, type Visit, newKey } from './operator.js';

const SCRIPT = '<img src=x onerror="alert(1)">';
const OTHER_SENDER = '209876543210987';

describe.skipIf(chromium() === null)('the view of usage', () => {
  let stack: Stack;
  let operators: Operators;
  let operator: Operator;

  beforeAll(async () => {
    const environment = { RATE_CARD_FILE: join(import.meta.dirname, '../../deploy/rate-card.example.yaml') };
    const started = await startStack({ worker: true, environment });
    if (started === null) throw new Error('PostgreSQL is always there');
    stack = started;
    operators = await Operators.of(stack);
    await stack.sql(`INSERT INTO senders (phone_number_id, waba_id, mps) VALUES ($1, '888', 80)`, [OTHER_SENDER]);
    await stack.call('POST', '/messages', { body: exampleMessage() });
    await stack.call('POST', '/messages', { body: exampleMessage({ to: '+351912345678' }) });
    await until('both are counted', async () => {
      const { json } = await stack.call('GET', `/usage?sender=${SENDER}`);
      return at(json, 'items', 0, 'messages', 'delivered') === 2;
    });
    // Last month: nearly all of the free tier, what is free, what has no price, what a webhook may have invented.
    await counted('message', 2_400, { billable: 'yes', category: 'utility', type: 'regular', country: 'ES' });
    await counted('message', 30, {
      billable: 'yes',
      category: 'authentication_international',
      type: 'regular',
      country: 'JP',
    });
    await counted('message', 7, { billable: 'no', category: 'service', type: 'free_customer_service', country: 'ES' });
    await counted('message', 2, { billable: 'no', category: SCRIPT, type: SCRIPT, country: 'ES' });
    await counted('message', 11, { billable: 'unknown' });
    await counted('conversation', 950, {});
    await counted('conversation', 1_200, {}, OTHER_SENDER);
  });
  afterEach(() => operators.leave());
  afterAll(async () => {
    await operators.end();
    await stack.stop();
  });

  const lastMonth = (): string => {
    const now = new Date();
    return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1)).toISOString().slice(0, 7);
  };
  const nameOf = (month: string, locale = 'en-GB'): string =>
    new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(
      new Date(`${month}-01`),
    );
  /** As the worker has it after a month. */
  const counted = async (
    figure: string,
    count: number,
    { billable = '', category = '', type = '', country = '' }: Readonly<Record<string, string>>,
    sender = SENDER,
  ): Promise<void> => {
    await stack.sql(
      `INSERT INTO usage_figures (period, start, sender_id, client_id, figure, billable, category, type, country, count)
       SELECT 'month', $1, $2, client_id, $3, $4, $5, $6, $7, $8 FROM whatsapp_messages LIMIT 1`,
      [`${lastMonth()}-01`, sender, figure, billable, category, type, country, count],
    );
  };
  const visit = async (path: string, further?: Visit): Promise<Page> => {
    operator = await operators.at(path, further);
    return operator.page;
  };

  it('shows the present month first, with its free tier, a forecast and what it costs', async () => {
    const page = await visit('/usage');
    const thisMonth = nameOf(new Date().toISOString().slice(0, 7));
    await page.getByRole('heading', { level: 2, name: thisMonth }).waitFor();
    const sender = page.getByRole('article').filter({ hasText: `Sender ${SENDER}` });
    await sender.getByText('2 of 1,000 free conversations used, 998 left').waitFor();
    expect(await sender.getByText('enough, if it goes on like this').count()).toBe(1);
    expect(await sender.getByRole('row', { name: 'utility regular 2 yes' }).count()).toBe(1);
    expect(await sender.getByRole('row', { name: 'Spain utility 1 €0.015 €0.015' }).count()).toBe(1);
    expect(await sender.getByText('Estimated cost: €0.03').count()).toBe(1);
    const row = page.getByRole('row', { name: thisMonth });
    expect(await row.getByText('at the month’s end').count()).toBe(2);
    expect([await operator.violations(), operator.complaints]).toEqual([[], []]);
  });

  it('goes on to an earlier month by the keyboard, and adds up its senders', async () => {
    const page = await visit('/usage');
    const month = nameOf(lastMonth());
    const row = page.getByRole('row', { name: month });
    await row.getByText('2,150').waitFor();
    expect(await row.getByText('€36.00').count()).toBe(1);
    expect(await row.getByText('without 30 that have no price').count()).toBe(1);
    await row.getByRole('link', { name: month }).press('Enter');
    await page.waitForURL(`**?month=${lastMonth()}`);
    const sender = page.getByRole('article').filter({ hasText: `Sender ${SENDER}` });
    await sender.getByText('950 of 1,000 free conversations used, 50 left').waitFor();
    expect(await sender.getByText('nearly used up').count()).toBe(1);
    expect(await sender.getByRole('row', { name: 'service within an open conversation 7 no, free' }).count()).toBe(1);
    expect(await sender.getByRole('row', { name: '11 Meta has told no price (yet)' }).count()).toBe(1);
    expect(await sender.getByText('30 to JP, authentication, international').count()).toBe(1);
    const other = page.getByRole('article').filter({ hasText: `Sender ${OTHER_SENDER}` });
    expect(await other.getByText('used up', { exact: true }).count()).toBe(1);
    expect([await operator.violations(), operator.complaints]).toEqual([[], []]);
  });

  it('shows one sender, and another year, and keeps both in the address', async () => {
    const page = await visit(`/usage?month=${lastMonth()}`);
    await page.getByLabel('Sender').selectOption(OTHER_SENDER);
    await page
      .getByRole('row', { name: nameOf(lastMonth()) })
      .getByText('1,200')
      .waitFor();
    expect(await page.getByRole('article').count()).toBe(1);
    await page.getByLabel('Sender').selectOption('');
    const [, earlier = ''] = await page.getByLabel('Months').getByRole('option', { name: /^20/ }).allTextContents();
    await page.getByLabel('Months').selectOption(String(Number(earlier) - 2));
    await page.getByText('Nothing was delivered in these months').waitFor();
    expect(page.url()).toMatch(/period=20\d\d$/);
    expect([await operator.violations(), operator.complaints]).toEqual([[], []]);
  });

  it('shows whatever Meta’s webhooks name as text', async () => {
    const page = await visit(`/usage?month=${lastMonth()}`);
    await page.getByText(SCRIPT).first().waitFor();
    expect(await page.getByText(SCRIPT).count()).toBe(2);
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(operator.complaints).toEqual([]);
  });

  it('has nothing that axe finds wrong, in either theme and on a phone', async () => {
    const page = await visit(`/usage?month=${lastMonth()}`, {
      viewport: { width: 390, height: 844 },
    });
    await page.getByRole('article').first().waitFor();
    expect(await operator.violationsInBothThemes()).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(operator.complaints).toEqual([]);
  });

  it('speaks Spanish, and writes numbers and money as it does', async () => {
    const page = await visit('/usage');
    await page.getByLabel('Language').selectOption('es');
    await page.goto(`/console/usage?month=${lastMonth()}`);
    await page.getByRole('heading', { name: nameOf(lastMonth(), 'es') }).waitFor();
    expect(await page.getByText('950 de 1000 conversaciones gratuitas usadas, quedan 50').count()).toBe(1);
    expect(await page.getByText('Coste estimado: 36,00 €').count()).toBe(1);
    expect(await page.getByRole('row', { name: /^utilidad normal / }).count()).toBe(1);
    expect(await page.getByRole('row', { name: /utilidad .* 36,00 €$/ }).count()).toBe(1);
    expect(await page.getByText(/utility|regular/).count()).toBe(0);
    expect([await operator.violations(), operator.complaints]).toEqual([[], []]);
  });

  it('tells a key of one client that others use the free tier, and says which scope another one lacks', async () => {
    const key = await newKey(stack, ['messages:write', 'messages:read'], 'another');
    await stack.call('POST', '/messages', { key, body: exampleMessage({ to: '+34600000009' }) });
    await until('it is counted', async () => {
      const { json } = await stack.call('GET', '/usage', { key });
      return at(json, 'items', 0, 'messages', 'delivered') === 1;
    });
    const page = await visit('/usage', { key });
    await page.getByText('1 of 1,000 free conversations used').waitFor();
    expect(await page.getByText('Other clients, whom this key does not see, use it up as well.').count()).toBe(1);

    const other = await visit('/usage', { key: await newKey(stack, ['ops']) });
    await other.getByText('This key may not see usage').waitFor();
    expect(await other.getByText('messages:read').count()).toBe(1);
    expect(operator.asked.filter((address) => address.includes('/whatsapp/usage'))).toEqual([]);
    expect([await operator.violations(), operator.complaints]).toEqual([[], []]);
  });

  it('says so where the API does not answer, and goes on when it does', async () => {
    const page = await visit('/messages');
    let isAway = true;
    await page.route('**/whatsapp/usage?*', (route) => (isAway ? route.abort() : route.continue()));
    await page.getByRole('link', { name: 'Usage' }).click();
    const refusal = page.getByRole('alert');
    await refusal.getByText('No answer came.').waitFor();
    expect(await operator.violations()).toEqual([]);
    // Before it answers again: the view would find out by itself, and have nothing left to press.
    await refusal.getByRole('button', { name: 'Try again' }).click();
    isAway = false;
    await page.getByRole('article').first().waitFor();
    expect(await refusal.count()).toBe(0);
  });
});
