import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ApiKeysRepository } from '#clients';
import { exampleMessage, textAt } from '../support/examples.js';
import { SENDER, type Stack, startStack, until } from '../support/stack.js';
import { chromium } from './chromium.js';
import { Operators, expectShown, newKey, signIn } from './operator.js';

const VIEWS = ['/', '/messages', '/templates', '/senders', '/callbacks', '/usage'];
const built = join(import.meta.dirname, '../../dist');

describe.skipIf(chromium() === null)('the operators’ page', () => {
  let operators: Operators;
  let stack: Stack;

  beforeAll(async () => {
    const started = await startStack();
    if (started === null) throw new Error('PostgreSQL is always there');
    stack = started;
    operators = await Operators.of(stack);
  });
  afterEach(() => operators.leave());
  afterAll(async () => {
    await operators.end();
    await stack.stop();
  });

  it('leads to the sign-in, and from there to where somebody was going', async () => {
    const operator = await operators.stranger();
    const { page, complaints } = operator;
    await page.goto('/console/messages?q=PO-1');
    await page.getByLabel('API key').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    const alert = page.getByRole('alert');
    await expect(alert.textContent()).resolves.toMatch(
      /unknown, expired or revoked.*UNAUTHENTICATED · request [\w-]+/s,
    );
    await page.getByLabel('API key').fill(await newKey(stack, ['messages:read']));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Messages' }).waitFor();
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/console/messages?q=PO-1');
    // The control of what follows: a refusal is what a browser complains of by itself.
    expect(complaints.filter((text) => !text.includes('401'))).toEqual([]);
  });

  it('is led to no other site by the address', async () => {
    const { page } = await operators.stranger();
    await page.goto('/console/sign-in?next=//evil.example');
    await page.getByLabel('API key').fill(await newKey(stack, ['ops']));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
    expect(page.url()).toBe(`${stack.url}/console/`);
    // Nor back to where the key is asked for.
    await page.goto('/console/sign-in?next=/sign-in');
    await page.getByLabel('API key').fill(await newKey(stack, ['ops']));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expectShown(page.getByRole('heading', { level: 1, name: 'Today' }));
  });

  it('is out after “Sign out”, and when the key has ended', async () => {
    const operator = await operators.stranger();
    const { page } = operator;
    await signIn(operator);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('API key').waitFor();
    await page.goto('/console/usage');
    await page.getByLabel('API key').waitFor();
    const key = await newKey(stack, ['messages:read', 'ops']);
    await signIn(operator, key);
    await page.goto('/console/messages');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await stack.app.get(ApiKeysRepository).revoke(key.slice(3, 11));
    await page.getByLabel('API key').waitFor();
    expect(new URL(page.url()).searchParams.get('next')).toBe('/messages');
  });

  it('shows the next key nothing of what the one before has seen, in the same tab', async () => {
    const operator = await operators.stranger();
    const { page } = operator;
    const key = await newKey(stack, ['messages:read', 'ops']);
    const accepted = await stack.call('POST', '/messages', { body: exampleMessage({ reference: 'PO-SEEN' }) });
    await signIn(operator, key);
    await page.getByRole('link', { name: 'Senders' }).click();
    await page.getByRole('region').getByText(SENDER).first().waitFor();
    await page.getByRole('link', { name: 'Messages', exact: true }).click();
    await page.getByRole('link', { name: 'PO-SEEN' }).click();
    await page.getByRole('heading', { level: 1, name: 'Message PO-SEEN' }).waitFor();
    await page.evaluate('window.isTheSame = true');
    await stack.app.get(ApiKeysRepository).revoke(key.slice(3, 11));
    await page.getByLabel('API key').fill(await newKey(stack, ['messages:read'], 'another'));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'There is no such message' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/console/messages/${textAt(accepted.json, 'id')}`);
    await page.getByRole('link', { name: 'Senders' }).click();
    await page.getByText('Sign in with a key that has the scope ops.').waitFor();
    expect(await page.getByRole('region').count()).toBe(0);
    // The control: a new document would have forgotten it in any case.
    expect(await page.evaluate('window.isTheSame')).toBe(true);
  });

  it('goes by who is signed in now in every window, as soon as somebody signs in or out in one of them', async () => {
    const operator = await operators.stranger();
    const { page } = operator;
    await signIn(operator, await newKey(stack, ['messages:read', 'ops']));
    await stack.call('POST', '/messages', { body: exampleMessage({ to: '+34644555777', reference: 'PO-WINDOWS' }) });
    await page.goto('/console/messages?q=PO-WINDOWS');
    await page.getByText('+34644555777').waitFor();
    const second = await page.context().newPage();
    await signIn({ page: second }, await newKey(stack, ['messages:read']));
    await page.getByText('+34 ······777').waitFor();
    await second.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('API key').waitFor();
    // One that nobody has been in yet.
    const third = await page.context().newPage();
    await third.goto('/console/sign-in');
    await third.getByLabel('API key').waitFor();
    await signIn({ page: second }, await newKey(stack, ['messages:read', 'ops']));
    await page.getByText('+34644555777').waitFor();
    expect(new URL(page.url()).pathname).toBe('/console/messages');
    await expectShown(third.getByRole('navigation'));
  });

  it('goes by who is signed in now, when somebody comes back to a tab or a window from a sign-in that is not the page’s', async () => {
    const operator = await operators.stranger();
    const { page } = operator;
    await signIn(operator, await newKey(stack, ['messages:read', 'ops']));
    await stack.call('POST', '/messages', { body: exampleMessage({ to: '+34644555666', reference: 'PO-TABS' }) });
    await page.goto('/console/messages?q=PO-TABS');
    await page.getByText('+34644555666').waitFor();
    // As at /queues, which has the same session, and says nothing to the page.
    const { request } = page.context();
    const headers = { 'x-recado-console': '1' };
    const key = await newKey(stack, ['messages:read']);
    expect((await request.post('/console/session', { headers, data: { key } })).ok()).toBe(true);
    await page.evaluate("window.dispatchEvent(new Event('visibilitychange'))");
    await page.getByText('+34 ······666').waitFor();
    expect((await request.delete('/console/session', { headers })).ok()).toBe(true);
    // From a window beside this one, which was to be seen all the time.
    await page.evaluate("window.dispatchEvent(new Event('focus'))");
    await expectShown(page.getByLabel('API key'));
  });

  it('keeps no key where a script could read it', async () => {
    const operator = await operators.stranger();
    await signIn(operator);
    const kept: unknown = await operator.page.evaluate(
      'document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage })',
    );
    expect(kept).toBe('{}');
  });

  it.each(VIEWS)(
    'asks nobody but its own host, has nothing that axe or its own policy objects to in either theme, and fits a phone: %s',
    async (view) => {
      const operator = await operators.at(view);
      const { page, asked, complaints } = operator;
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await operator.violationsInBothThemes()).toEqual([]);
      await page.setViewportSize({ width: 360, height: 740 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
      expect(asked.filter((url) => !url.startsWith(`${stack.url}/`) && !url.startsWith('data:'))).toEqual([]);
      expect(complaints).toEqual([]);
      const paths = asked.map((url) => new URL(url).pathname);
      expect(paths.some((path) => path.startsWith('/api/v1/whatsapp/'))).toBe(true);
    },
  );

  it('loads at most 250 kB of script, packed, for its first view', async () => {
    const operator = await operators.stranger();
    await signIn(operator);
    await operator.page.waitForLoadState('networkidle').catch(() => undefined);
    const scripts = [...new Set(operator.asked.filter((url) => url.endsWith('.js')))];
    const sizes = scripts.map((url) => readFileSync(`${built}/apps${new URL(url).pathname}.gz`).length);
    expect(scripts.length).toBeGreaterThan(1);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(250_000);
  });

  it('speaks Spanish and English, and remembers which', async () => {
    const operator = await operators.stranger({ locale: 'es-ES' });
    const { page } = operator;
    await page.goto('/console/sign-in');
    await page.getByLabel('Clave de API').fill(await newKey(stack, ['messages:read']));
    await page.getByRole('button', { name: 'Entrar' }).click();
    await page.getByRole('heading', { level: 1, name: 'Hoy' }).waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('es');
    await page.getByLabel('Idioma').selectOption('English');
    await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('en');
  });

  it('is dark where the device is, and light where somebody wants it so', async () => {
    const operator = await operators.stranger({ colorScheme: 'dark' });
    const { page } = operator;
    await signIn(operator);
    const ground = async (): Promise<unknown> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(await ground()).toBe('rgb(23, 25, 28)');
    await page.getByLabel('Appearance').selectOption('Light');
    expect(await ground()).toBe('rgb(246, 247, 249)');
    expect(operator.complaints).toEqual([]);
  });

  it('goes with the keyboard: over the navigation into the view, whose title has the focus after each change', async () => {
    const { page } = await operators.at('/');
    await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.locator(':focus').textContent()).toBe('Today');
    await page.keyboard.press('Control+k');
    expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Find messages');
    await page.getByRole('link', { name: 'Usage' }).press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Usage' }).waitFor();
    await until('the title has the focus', async () => (await page.locator(':focus').textContent()) === 'Usage');
    expect(await page.title()).toBe('Usage · Recado');
  });

  it('stays failed for as long as nobody answers, and is not loading in between', async () => {
    const { page } = await operators.at('/usage');
    let isAway = true;
    let asked = 0;
    await page.route('**/whatsapp/messages?*', (route) => {
      asked += 1;
      return isAway ? route.abort() : route.continue();
    });
    await page.getByRole('link', { name: 'Messages' }).click();
    await page.getByText('No answer came.').waitFor();
    await page.evaluate(`
      window.changes = 0;
      const isFailed = () => document.querySelector('main [role=alert]') !== null && document.querySelector('main output[aria-label]') === null;
      new MutationObserver(() => { if (!isFailed()) window.changes += 1; })
        .observe(document.querySelector('main'), { childList: true, subtree: true });`);
    const before = asked;
    await until('it was asked for twice again', () => asked >= before + 2);
    expect(await page.evaluate('window.changes')).toBe(0);
    isAway = false;
    await page.getByText('No answer came.').waitFor({ state: 'detached' });
    // The control: what it would have been counted by.
    expect(await page.evaluate('window.changes')).toBeGreaterThan(0);
  });

  it('gives up on an API that hangs after twenty seconds, says so, and goes on when it answers', async () => {
    await stack.call('POST', '/messages', { body: exampleMessage({ reference: 'PO-AFTER-SILENCE' }) });
    const { page } = await operators.at('/usage');
    await page.getByRole('heading', { level: 1, name: 'Usage' }).waitFor();
    await page.route('**/whatsapp/messages?*', () => undefined);
    // Twenty of the page's seconds pass in one.
    await page.evaluate(`
      const timeout = AbortSignal.timeout.bind(AbortSignal);
      window.givenUpAfter = [];
      AbortSignal.timeout = (ms) => { window.givenUpAfter.push(ms); return timeout(ms / 20); };`);
    await page.getByRole('link', { name: 'Messages' }).click();
    await page.getByRole('status', { name: 'Loading…' }).waitFor();
    await page.getByText('No answer came.').waitFor();
    expect(await page.evaluate('[...new Set(window.givenUpAfter)]')).toEqual([20_000]);
    await page.unroute('**/whatsapp/messages?*');
    await page.getByText('No answer came.').waitFor({ state: 'detached' });
    await expectShown(page.getByRole('table'));
  });

  it.each([
    ['shows old figures', '/senders'],
    ['shows none yet', '/usage'],
  ])('says at the first silence of an API that hangs that no answer came, where it %s', async (_what, from) => {
    const { page } = await operators.at(from);
    const main = page.getByRole('main');
    await main
      .getByText(SENDER)
      .first()
      .or(page.getByRole('heading', { name: 'Usage' }))
      .first()
      .waitFor();
    await page.evaluate(`
      const timeout = AbortSignal.timeout.bind(AbortSignal);
      AbortSignal.timeout = (ms) => timeout(ms / 20);`);
    let asked = 0;
    await page.route('**/whatsapp/senders', () => {
      asked += 1;
    });
    if (from === '/usage') await page.getByRole('link', { name: 'Senders' }).click();
    await main.getByText('No answer came.').waitFor();
    expect(asked).toBe(1);
  });

  it.each([
    ['does not come', 1],
    ['hangs', 0],
  ])(
    'says so once where a part of it %s, does not call that its own mistake, and loads it again at a press',
    async (_what, isCut) => {
      const { page } = await operators.at('/usage');
      await page.getByRole('heading', { level: 1, name: 'Usage' }).waitFor();
      await page.evaluate(`
      const timeout = AbortSignal.timeout.bind(AbortSignal);
      AbortSignal.timeout = (ms) => timeout(ms / 20);
      window.isSameDocument = true;`);
      await page.route('**/assets/messages-page*.js', (route) => (isCut === 1 ? route.abort() : undefined));
      await page.getByRole('link', { name: 'Messages' }).click();
      const refusal = page.getByRole('alert');
      await refusal.getByText('This part of the page could not be loaded.').waitFor();
      expect(await page.getByText(/This page itself has failed|No answer came/).count()).toBe(0);
      expect(await page.getByText('That did not work').count()).toBe(1);
      expect(await page.evaluate('window.isSameDocument')).toBe(true);
      await page.unroute('**/assets/messages-page*.js');
      await refusal.getByRole('button', { name: 'Load the page again' }).click();
      await expectShown(page.getByRole('heading', { level: 1, name: 'Messages' }));
    },
  );

  it('says in plain HTML that its scripts did not come', async () => {
    const { page } = await operators.stranger();
    await page.route('**/assets/*.js', (route) => route.abort());
    await page.goto('/console/sign-in');
    await page.getByText('the scripts of this page did not come').waitFor();
    await expectShown(page.getByText('los scripts de esta página no llegaron'));
  });

  it('says what to do about a refusal in words for people, and in the viewer’s language', async () => {
    const { page } = await operators.at(`/messages?sender=${'x'.repeat(1_000)}`);
    const refusal = page.getByRole('alert');
    await refusal.getByText('Change what you have entered, or the filters, then try again.').waitFor();
    expect(await refusal.textContent()).not.toContain('errors');
    await page.getByLabel('Language').selectOption('Español');
    await expectShown(refusal.getByText('Cambia lo que has escrito o los filtros y vuelve a intentarlo.'));
  });

  it('says so where nobody answers who signs out', async () => {
    const operator = await operators.stranger();
    const { page } = operator;
    await signIn(operator);
    await page.route('**/console/session', (route) => route.abort());
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('banner').getByText('No answer came.').waitFor();
    await page.unroute('**/console/session');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expectShown(page.getByLabel('API key'));
  });

  it('says that it has failed itself where that is so, and not that nobody answers', async () => {
    const { page } = await operators.at('/usage');
    await page.route('**/whatsapp/messages?*', (route) => route.fulfill({ json: { items: [null] } }));
    await page.getByRole('link', { name: 'Messages' }).click();
    await page.getByText('This page itself has failed.').waitFor();
    await page.getByText(/^TypeError: /).waitFor();
    expect(await page.getByText('No answer came.').count()).toBe(0);
  });

  it('says that there is no such page', async () => {
    const operator = await operators.at('/nothing');
    await expectShown(operator.page.getByRole('heading', { level: 1, name: 'There is no such page' }));
    expect(await operator.violationsInBothThemes()).toEqual([]);
  });

  it('has nothing that axe objects to in either theme where nobody is signed in', async () => {
    const operator = await operators.stranger();
    await operator.page.goto('/console/sign-in');
    await operator.page.getByLabel('API key').waitFor();
    expect(await operator.violationsInBothThemes()).toEqual([]);
  });

  it('control: axe objects to a picture without words', async () => {
    const operator = await operators.stranger();
    await operator.page.goto('/console/sign-in');
    await operator.page.getByLabel('API key').waitFor();
    await operator.page.evaluate("document.querySelector('main').append(document.createElement('img'))");
    expect((await operator.violations()).join()).toContain('image-alt');
  });
});
