import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ApiKeysRepository } from '#clients';
import { type Stack, startStack, until } from '../support/stack.js';
import { chromium } from './chromium.js';
import { type Operator, expectShown, newKey, openBrowser, openPage, signIn } from './operator.js';

const VIEWS = ['/', '/messages', '/templates', '/senders', '/callbacks', '/usage'];
const built = join(import.meta.dirname, '../../dist');

describe.skipIf(chromium() === null)('the operators’ page', () => {
  let browser: Browser;
  let stack: Stack;
  const opened: Operator[] = [];
  const open = async (options: Parameters<typeof openPage>[2] = {}): Promise<Operator> => {
    const operator = await openPage(browser, stack, options);
    opened.push(operator);
    return operator;
  };

  beforeAll(async () => {
    const [startedBrowser, startedStack] = [await openBrowser(), await startStack()];
    if (startedBrowser === null || startedStack === null) throw new Error('both were there a moment ago');
    [browser, stack] = [startedBrowser, startedStack];
  });
  afterEach(async () => {
    for (const { page } of opened.splice(0)) await page.context().close();
  });
  afterAll(async () => {
    await browser.close();
    await stack.stop();
  });

  it('leads to the sign-in, and from there to where somebody was going', async () => {
    const operator = await open();
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
    const { page } = await open();
    await page.goto('/console/sign-in?next=//evil.example');
    await page.getByLabel('API key').fill(await newKey(stack, ['ops']));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
    expect(page.url()).toBe(`${stack.url}/console/`);
  });

  it('is out after “Sign out”, and when the key has ended', async () => {
    const operator = await open();
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

  it('keeps no key where a script could read it', async () => {
    const operator = await open();
    await signIn(operator);
    const kept: unknown = await operator.page.evaluate(
      'document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage })',
    );
    expect(kept).toBe('{}');
  });

  it('asks nobody but its own host, and nothing on it offends against its policy', async () => {
    const operator = await open();
    await signIn(operator);
    for (const view of VIEWS) {
      await operator.page.goto(`/console${view}`);
      await operator.page.getByRole('heading', { level: 1 }).waitFor();
    }
    expect(operator.asked.filter((url) => !url.startsWith(`${stack.url}/`) && !url.startsWith('data:'))).toEqual([]);
    expect(operator.complaints).toEqual([]);
    expect(new Set(operator.asked.map((url) => new URL(url).pathname.split('/').slice(0, 4).join('/')))).toContain(
      '/api/v1/whatsapp',
    );
  });

  it('loads at most 250 kB of script, packed, for its first view', async () => {
    const operator = await open();
    await signIn(operator);
    await operator.page.waitForLoadState('networkidle').catch(() => undefined);
    const scripts = [...new Set(operator.asked.filter((url) => url.endsWith('.js')))];
    const sizes = scripts.map((url) => readFileSync(`${built}/apps${new URL(url).pathname}.gz`).length);
    expect(scripts.length).toBeGreaterThan(1);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(250_000);
  });

  it('speaks Spanish and English, and remembers which', async () => {
    const operator = await open({ locale: 'es-ES' });
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
    const operator = await open({ colorScheme: 'dark' });
    const { page } = operator;
    await signIn(operator);
    const ground = async (): Promise<unknown> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(await ground()).toBe('rgb(23, 25, 28)');
    await page.getByLabel('Appearance').selectOption('Light');
    expect(await ground()).toBe('rgb(246, 247, 249)');
    expect(operator.complaints).toEqual([]);
  });

  it('goes with the keyboard: over the navigation into the view, whose title has the focus after each change', async () => {
    const operator = await open();
    const { page } = operator;
    await signIn(operator);
    await page.goto('/console/');
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

  it('says that there is no such page', async () => {
    const operator = await open();
    await signIn(operator);
    await operator.page.goto('/console/nothing');
    await expectShown(operator.page.getByRole('heading', { level: 1, name: 'There is no such page' }));
  });

  it.each(['light', 'dark'] as const)('has nothing that axe objects to: %s', async (colorScheme) => {
    const operator = await open({ colorScheme });
    await operator.page.goto('/console/sign-in');
    await operator.page.getByLabel('API key').waitFor();
    expect(await operator.violations()).toEqual([]);
    await signIn(operator);
    for (const view of [...VIEWS, '/nothing']) {
      await operator.page.goto(`/console${view}`);
      await operator.page.getByRole('heading', { level: 1 }).waitFor();
      expect([view, await operator.violations()]).toEqual([view, []]);
    }
  });

  it('control: axe objects to a picture without words', async () => {
    const operator = await open();
    await operator.page.goto('/console/sign-in');
    await operator.page.getByLabel('API key').waitFor();
    await operator.page.evaluate("document.querySelector('main').append(document.createElement('img'))");
    expect((await operator.violations()).join()).toContain('image-alt');
  });

  it.each(VIEWS)('fits a phone: %s', async (view) => {
    const operator = await open({ viewport: { width: 360, height: 740 } });
    await signIn(operator);
    await operator.page.goto(`/console${view}`);
    await operator.page.getByRole('heading', { level: 1 }).waitFor();
    expect(await operator.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  });
});
