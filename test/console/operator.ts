import axe from 'axe-core';
import {
  type Browser,
  type BrowserContext,
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

const ROOM = { width: 1_280, height: 720 };

/** Somebody in front of a browser, with all that the page complained of. */
export interface Operator {
  readonly page: Page;
  /** Errors in the browser's console and scripts that failed, the Content-Security-Policy's complaints among them. */
  readonly complaints: readonly string[];
  /** Addresses that were asked for, of whatever host. */
  readonly asked: readonly string[];
  /** What axe finds wrong with what is to be seen now, as `rule: element`. */
  violations(): Promise<readonly string[]>;
  /** The same, light and then dark, as `theme: rule: element`. */
  violationsInBothThemes(): Promise<readonly string[]>;
}

export interface Visit {
  readonly key?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** One for all files of a worker; it ends with the worker's process. */
let opened: Promise<Browser> | null = null;

function openBrowser(): Promise<Browser> {
  const executablePath = chromium();
  if (executablePath === null) throw new Error('tests that need a browser are skipped where there is none');
  // As root, and in a container, Chromium has no sandbox of its own; it visits nothing but our own page.
  // Nobody looks at it: it draws without the graphics card that a machine for tests would have to pretend.
  opened ??= playwright.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] });
  return opened;
}

/**
 * Who looks at the page of one stack. Each test has a page of its own, and finds nothing that another test has chosen; the sign-in,
 * and the scripts that the browser has loaded, are those of everybody with the same key.
 */
export class Operators {
  private readonly signedIn = new Map<string, BrowserContext>();
  private readonly present = new Set<Page>();
  private readonly strangers = new Set<BrowserContext>();

  private constructor(
    private readonly browser: Browser,
    private readonly stack: Stack,
  ) {}

  static async of(stack: Stack): Promise<Operators> {
    return new Operators(await openBrowser(), stack);
  }

  /** Signed in, and at a path below /console. */
  async at(path: string, { key = ADMIN_KEY, viewport = ROOM }: Visit = {}): Promise<Operator> {
    const context = this.signedIn.get(key) ?? (await this.signIn(key));
    const page = await context.newPage();
    this.present.add(page);
    await page.setViewportSize(viewport);
    const operator = watched(page);
    await page.goto(`/console${path}`);
    return operator;
  }

  /** Whom the browser does not know, and who has opened nothing yet. */
  async stranger(options: BrowserContextOptions = {}): Promise<Operator> {
    const context = await this.newContext(options);
    return watched(await context.newPage());
  }

  /** After each test: what somebody chose and kept is forgotten, their sign-in is not. */
  async leave(): Promise<void> {
    for (const page of this.present) {
      this.present.delete(page);
      await page.evaluate('localStorage.clear()');
      await page.close();
    }
    for (const context of this.strangers) {
      this.strangers.delete(context);
      await context.close();
    }
  }

  /** After the last one. */
  async end(): Promise<void> {
    for (const context of this.signedIn.values()) await context.close();
  }

  private async signIn(key: string): Promise<BrowserContext> {
    const context = await this.newContext();
    const page = await context.newPage();
    await signIn({ page }, key);
    await page.close();
    this.strangers.delete(context);
    this.signedIn.set(key, context);
    return context;
  }

  private async newContext(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const { url } = this.stack;
    const context = await this.browser.newContext({
      baseURL: url,
      locale: 'en-GB',
      colorScheme: 'light',
      reducedMotion: 'reduce',
      ...options,
    });
    context.setDefaultTimeout(20_000);
    this.strangers.add(context);
    return context;
  }
}

function watched(page: Page): Operator {
  const complaints: string[] = [];
  const asked: string[] = [];
  page.on('console', (said) => {
    if (said.type() === 'error') complaints.push(said.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => asked.push(request.url()));
  const violations = (): Promise<readonly string[]> => violationsOn(page);
  return {
    page,
    complaints,
    asked,
    violations,
    async violationsInBothThemes() {
      const found: string[] = [];
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor({ state: 'attached' });
        for (const violation of await violations()) found.push(`${colorScheme}: ${violation}`);
      }
      await page.emulateMedia({ colorScheme: 'light' });
      return found;
    },
  };
}

async function violationsOn(page: Page): Promise<readonly string[]> {
  // The policy of the page lets nobody add a script to it; what the browser's own tools run is not the page's.
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(axe.source);
  const found: unknown = await page.evaluate(
    `axe.run({ runOnly: ${JSON.stringify(RULES)}, resultTypes: ['violations'] }).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 200) + ' ' + failureSummary)))`,
  );
  return Array.isArray(found) ? found.map(String) : [`axe said: ${String(found)}`];
}

/** @throws where it does not appear */
export async function expectShown(what: Locator): Promise<void> {
  await what.waitFor();
}

/** The words of what has the focus; a view begins at its title. */
export async function focused(page: Page): Promise<string> {
  return String(await page.evaluate('document.activeElement.textContent')).slice(0, 80);
}

/** By the page's own sign-in, as people do it; with the admin's key, unless another is named. */
export async function signIn({ page }: Pick<Operator, 'page'>, key: string = ADMIN_KEY): Promise<void> {
  await page.goto('/console/sign-in');
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation').waitFor();
}

export async function newKey(stack: Stack, scopes: readonly Scope[], clientName = 'admin'): Promise<string> {
  const made = { clientName, keyName: scopes.join(' '), scopes, senderIds: null, expiresAt: null };
  return (await stack.app.get(ApiKeysRepository).create(made)).text;
}
