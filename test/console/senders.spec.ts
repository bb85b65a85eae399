import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApiKeysRepository } from '#clients';
import { at, exampleMessage, textAt } from '../support/examples.js';
import { SENDER, type Stack, startStack, until } from '../support/stack.js';
import { chromium } from './chromium.js';
import { type Operator, Operators, type Visit, focused, newKey } from './operator.js';

const MARKUP = '<img src=x onerror="document.title=1">';

describe.skipIf(chromium() === null)('the view of senders', () => {
  let operators: Operators;
  let stack: Stack;
  const open = async (visit?: Visit): Promise<Operator> => {
    const operator = await operators.at('/senders', visit);
    await operator.page.getByRole('heading', { level: 1, name: 'Senders' }).waitFor();
    return operator;
  };

  beforeAll(async () => {
    const started = await startStack({ worker: true });
    if (started === null) throw new Error('PostgreSQL is always there');
    stack = started;
    operators = await Operators.of(stack);
    await until('Meta was asked for the number', async () => at(await sender(), 'verifiedName') === 'Lucky Shrub');
  });
  beforeEach(() =>
    stack.sql(`UPDATE senders SET state = 'ACTIVE', paused_by = NULL, pause_reason = NULL, paused_at = NULL, half_open = false,
      wait_until = NULL`),
  );
  afterEach(() => operators.leave());
  afterAll(async () => {
    await operators.end();
    await stack.stop();
  });

  const sender = async (): Promise<unknown> => (await stack.call('GET', `/senders/${SENDER}`)).json;
  const message = async (id: string): Promise<unknown> => (await stack.call('GET', `/messages/${id}`)).json;
  const accept = async (): Promise<string> =>
    textAt((await stack.call('POST', '/messages', { body: exampleMessage() })).json, 'id');
  const bound = async (senderIds: readonly string[]): Promise<string> => {
    const made = { clientName: `bound to ${senderIds.join()}`, keyName: 'test', senderIds, expiresAt: null };
    return (await stack.app.get(ApiKeysRepository).create({ ...made, scopes: ['ops'] })).text;
  };

  it('shows limit, throughput and quality of each number in words', async () => {
    const { page, complaints } = await open();
    const card = page.getByRole('region', { name: 'Lucky Shrub' });
    await card.getByText('Sends', { exact: true }).waitFor();
    await card.getByText('2,000 recipients in 24 hours').waitFor();
    await card.getByText('at most 80 messages a second').waitFor();
    expect(await card.textContent()).toMatch(/Quality.*High.*Throughput.*Standard/s);
    expect(await card.textContent()).toContain(SENDER);
    expect(complaints).toEqual([]);
  });

  it('is paused with a reason, which all see, and resumed, one message first', async () => {
    const { page, complaints } = await open();
    await page.getByRole('button', { name: 'Pause Lucky Shrub…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Pause Lucky Shrub' });
    expect(await dialog.getByRole('button', { name: 'Pause', exact: true }).isDisabled()).toBe(true);
    await dialog.getByLabel('Reason').fill('Moves to another account');
    await dialog.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.getByText('Paused by a person').waitFor();
    await page.getByText('Moves to another account').waitFor();
    await expect.poll(() => focused(page)).toBe('Senders');
    expect(await sender()).toMatchObject({
      state: 'PAUSED',
      pause: { by: 'PERSON', reason: 'Moves to another account' },
    });
    const id = await accept();
    await page.getByRole('link', { name: /^Waiting: 1 messages/ }).waitFor();
    expect(await message(id)).toMatchObject({ status: 'PENDING', pendingReason: 'SENDER_PAUSED' });
    await page.getByRole('button', { name: 'Resume Lucky Shrub' }).click();
    const question = page.getByRole('dialog', { name: 'Resume Lucky Shrub?' });
    await question.getByText('Moves to another account').waitFor();
    await question.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('Resumed: one message goes first.').waitFor();
    await expect.poll(() => focused(page)).toBe('Senders');
    await expect.poll(() => message(id), { timeout: 15_000 }).toMatchObject({ status: 'READ' });
    await page.getByText('Sends', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Resume Lucky Shrub' }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('shows a pause of the machine with its cause, which a person may take over or end', async () => {
    await stack.sql(
      `UPDATE senders SET state = 'PAUSED', paused_by = 'ERROR', pause_reason = '131042: Business eligibility payment issue', paused_at = now()`,
    );
    const { page } = await open();
    await page.getByText('Paused after an answer of Meta').waitFor();
    await page.getByText('131042: Business eligibility payment issue').waitFor();
    await page.getByText('It is tried again by itself').waitFor();
    await page.getByRole('button', { name: 'Resume Lucky Shrub' }).click();
    await page.getByText('If the cause still stands').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Pause Lucky Shrub…' }).click();
    await page.getByLabel('Reason').fill('Finance pays on Monday');
    await page.keyboard.press('Tab');
    await page.getByRole('dialog').getByRole('button', { name: 'Pause', exact: true }).press('Enter');
    await page.getByText('Paused by a person').waitFor();
    expect(at(await sender(), 'pause', 'reason')).toBe('Finance pays on Monday');
  });

  it('says what the API says where somebody else was faster, and shows how it is now', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Pause Lucky Shrub…' }).click();
    await page.getByLabel('Reason').fill('Late');
    await stack.call('POST', `/senders/${SENDER}/pause`, { body: { reason: 'Early' } });
    await page.getByRole('dialog').getByRole('button', { name: 'Pause', exact: true }).click();
    await page.getByRole('dialog').getByRole('alert').getByText('SENDER_ALREADY_PAUSED').waitFor();
    await page.getByText('Early').waitFor();
    expect(at(await sender(), 'pause', 'reason')).toBe('Early');
  });

  it('shows a wait that Meta asked for, half-open sending and countries that it may not write to, and ends them', async () => {
    await stack.sql(`UPDATE senders SET wait_until = now() + interval '1 hour', half_open = true`);
    await stack.sql(
      `INSERT INTO sender_country_pauses (sender_id, country, code, paused_at, wait_until)
       VALUES ($1, 'ES', '130497', now(), now() + interval '1 hour')`,
      [SENDER],
    );
    const { page, complaints } = await open();
    await page.getByText('Nothing is sent before').waitFor();
    await page.getByText('One message at a time, until Meta accepts one.').waitFor();
    await page.getByText('Spain (130497)').waitFor();
    await page.getByRole('button', { name: 'Try now: Spain, from Lucky Shrub' }).click();
    await page.getByText('One message goes first.', { exact: true }).waitFor();
    await expect.poll(() => focused(page)).toMatch(/^(?:Senders|Try now)$/);
    await page.getByRole('button', { name: 'Resume Lucky Shrub' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
    await page.getByText('Nothing is sent before').waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await stack.sql('DELETE FROM sender_country_pauses');
  });

  it('leads to what waits for it, and to its queue without another sign-in', async () => {
    await stack.call('POST', `/senders/${SENDER}/pause`, { body: { reason: 'test' } });
    const ids = [await accept(), await accept()];
    await stack.sql('UPDATE send_queue SET state = 3, attempt = 1, attempted_at = now() WHERE message_id = $1', [
      ids[0],
    ]);
    const { page } = await open();
    const held = page.getByRole('link', { name: 'Held: a person must decide: 1 messages of Lucky Shrub' });
    await held.click();
    await page.getByRole('heading', { level: 1, name: 'Messages' }).waitFor();
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ pendingReason: 'HELD', sender: SENDER });
    await page.goBack();
    await page.getByRole('link', { name: 'To its queue' }).click();
    await page.getByText(`send-${SENDER}`).first().waitFor();
    expect(new URL(page.url()).pathname).toBe(`/queues/queue/send-${SENDER}`);
    await stack.sql('DELETE FROM send_queue');
  });

  it('says under Today and beside the number that Meta tells nothing of what it takes, until it does', async () => {
    await stack.sql('DELETE FROM sender_hearing');
    await stack.sql(
      `INSERT INTO send_attempts (message_id, attempt, sender_id, started_at, outcome)
       VALUES (gen_random_uuid(), 1, $1, now() - interval '10 minutes', 'accepted')`,
      [SENDER],
    );
    const { page, complaints } = await operators.at('/');
    await page.getByText('Meta takes messages of Lucky Shrub and tells nothing of them').waitFor();
    await page.getByRole('link', { name: 'To the sender' }).click();
    const card = page.getByRole('region', { name: 'Lucky Shrub' });
    const silent = card.getByText('Nothing is reported back');
    await silent.waitFor();
    expect(await card.textContent()).toContain('recado webhook verify');
    await stack.sql('INSERT INTO sender_hearing VALUES ($1, now())', [SENDER]);
    await silent.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  it('shows one that is no longer configured', async () => {
    await stack.sql(`INSERT INTO senders (phone_number_id, waba_id, mps) VALUES ('999', '888', 80)`);
    const { page } = await open();
    const card = page.getByRole('region', { name: '999' });
    await card.getByText('It was removed from the configuration').waitFor();
    expect(await card.textContent()).toMatch(/Limit.*not told yet.*nothing is due/s);
    await stack.sql(`DELETE FROM senders WHERE phone_number_id = '999'`);
  });

  it('says which scope it needs, shows a bound key its own, and no board of all queues', async () => {
    const reading = await open({ key: await newKey(stack, ['messages:read']) });
    await reading.page.getByText('Sign in with a key that has the scope ops.').waitFor();
    expect(reading.asked.filter((url) => url.endsWith('/senders') && url.includes('/api/'))).toEqual([]);
    const own = await open({ key: await bound([SENDER]) });
    await own.page.getByRole('region', { name: 'Lucky Shrub' }).waitFor();
    expect(await own.page.getByRole('link', { name: 'To its queue' }).count()).toBe(0);
    const foreign = await open({ key: await bound(['999']) });
    await foreign.page.getByText('There is no sender for this key').waitFor();
    expect([reading, own, foreign].flatMap(({ complaints }) => complaints)).toEqual([]);
  });

  it('says so where no answer comes, and goes on when one does', async () => {
    const { page } = await open({ key: await newKey(stack, ['ops']) });
    let isAway = true;
    await page.route('**/api/v1/whatsapp/senders', (route) => (isAway ? route.abort() : route.continue()));
    await page.reload();
    await page.getByText('No answer came. Look at your connection, then try again.').waitFor();
    // Before it answers again: the view would find out by itself, and have nothing left to press.
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('button[data-loading]').waitFor();
    isAway = false;
    await page.getByRole('region', { name: 'Lucky Shrub' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('shows as text whatever looks like markup', async () => {
    await stack.sql(
      `INSERT INTO senders (phone_number_id, waba_id, mps, state, paused_by, pause_reason, paused_at, verified_name,
         display_phone_number, quality_rating, messaging_limit, throughput_level)
       VALUES ('998', $1, 80, 'PAUSED', 'PERSON', 'Reason ' || $1, now(), 'Name ' || $1, 'Number ' || $1, NULL,
         'Limit ' || $1, 'Level ' || $1)`,
      [MARKUP],
    );
    const { page, complaints } = await open();
    const card = page.getByRole('region', { name: `Name ${MARKUP}` });
    for (const part of ['Reason', 'Number', 'Limit', 'Level']) await card.getByText(`${part} ${MARKUP}`).waitFor();
    await card.getByRole('button', { name: `Resume Name ${MARKUP}` }).click();
    await page
      .getByRole('dialog', { name: `Resume Name ${MARKUP}?` })
      .getByText(`Reason ${MARKUP}`)
      .waitFor();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toBe('Senders · Recado');
    expect(complaints).toEqual([]);
    await stack.sql(`DELETE FROM senders WHERE phone_number_id = '998'`);
  });

  it('speaks Spanish', async () => {
    await stack.call('POST', `/senders/${SENDER}/pause`, { body: { reason: 'test' } });
    const { page } = await open();
    await page.getByLabel('Language').selectOption('Español');
    await page.getByRole('heading', { level: 1, name: 'Remitentes' }).waitFor();
    await page.getByText('En pausa por una persona').waitFor();
    await page.getByText('2000 destinatarios en 24 horas').waitFor();
    await page.getByRole('button', { name: 'Reanudar Lucky Shrub' }).waitFor();
    expect(await page.title()).toBe('Remitentes · Recado');
  });

  it('has nothing that axe objects to in either theme, and fits a phone', async () => {
    const operator = await open({ viewport: { width: 390, height: 844 } });
    const { page } = operator;
    const check = async (): Promise<void> => {
      expect(await operator.violationsInBothThemes()).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    };
    await page.getByRole('region', { name: 'Lucky Shrub' }).waitFor();
    await check();
    await page.getByRole('button', { name: 'Pause Lucky Shrub…' }).click();
    await page.getByLabel('Reason').fill('Moves to another account');
    await check();
    await page.getByRole('dialog').getByRole('button', { name: 'Pause', exact: true }).click();
    await page.getByText('Paused by a person').waitFor();
    await until('the dialog is closed', async () => (await page.getByRole('dialog').count()) === 0);
    await check();
    await page.getByRole('button', { name: 'Resume Lucky Shrub' }).click();
    await page.getByRole('dialog').waitFor();
    await check();
    expect(operator.complaints).toEqual([]);
  });
});
