import axe from 'axe-core';
import {
  type Browser,
  type BrowserContextOptions,
  type Locator,
  type Page,
  chromium as playwright,
} from 'playwright-core';
import { ApiKeysRepository, type Scope } from '#clients';
import { ADMIN_KEY, type Stack } from '../support/stack.js';
import { chromium } from './chromium.js';

/** Of all that axe knows what WCAG 2.2 AA demands, and its good practice. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Null where there is no Chromium. */
export async function openBrowser(): Promise<Browser | null> {
  const executablePath = chromium();
  if (executablePath === null) return null;
  // As root, and in a container, Chromium has no sandbox of its own; it visits nothing but our own page.
  return playwright.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/** Somebody in front of a browser, with all that the page complained of. */
export interface Operator {
  readonly page: Page;
  /** Errors in the browser's console and scripts that failed, the Content-Security-Policy's complaints among them. */
  readonly complaints: readonly string[];
  /** Addresses that were asked for, of whatever host. */
  readonly asked: readonly string[];
  /** What axe finds wrong with what is to be seen now, as `rule: element`. */
  violations(): Promise<readonly string[]>;
}

export async function openPage(browser: Browser, stack: Stack, options: BrowserContextOptions = {}): Promise<Operator> {
  const context = await browser.newContext({
    baseURL: stack.url,
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  const asked: string[] = [];
  page.on('console', (said) => {
    if (said.type() === 'error') complaints.push(said.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => asked.push(request.url()));
  return {
    page,
    complaints,
    asked,
    async violations() {
      // The policy of the page lets nobody add a script to it; what the browser's own tools run is not the page's.
      await page.evaluate(axe.source);
      const found: unknown = await page.evaluate(
        `axe.run({ runOnly: ${JSON.stringify(RULES)} }).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
          nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 200) + ' ' + failureSummary)))`,
      );
      return Array.isArray(found) ? found.map(String) : [`axe said: ${String(found)}`];
    },
  };
}

/** @throws where it does not appear */
export async function expectShown(what: Locator): Promise<void> {
  await what.waitFor();
}

/** Signed in with a key; the admin's, unless another is named. */
export async function signIn({ page }: Operator, key: string = ADMIN_KEY): Promise<void> {
  await page.goto('/console/sign-in');
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation').waitFor();
}

export async function newKey(stack: Stack, scopes: readonly Scope[], clientName = 'admin'): Promise<string> {
  const made = { clientName, keyName: scopes.join(' '), scopes, senderIds: null, expiresAt: null };
  return (await stack.app.get(ApiKeysRepository).create(made)).text;
}
