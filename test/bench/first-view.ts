import { chromium as playwright } from 'playwright-core';
import { chromium } from '../console/chromium.js';
import { signIn } from '../console/operator.js';

const TIMES = 20;

/** Whether all of the day's numbers are there, and nothing is still loading. */
const IS_USABLE = `document.querySelectorAll('main section').length > 1 && document.querySelector('main dl dd') !== null
  && document.querySelector('main output') === null`;

/**
 * Milliseconds from the address until the operators' page can be used, for somebody who is signed in and whose browser has loaded nothing
 * of it yet; each time anew. None where there is no browser.
 */
export async function firstViews(url: string, key: string): Promise<readonly number[]> {
  const executablePath = chromium();
  if (executablePath === null) return [];
  const browser = await playwright.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  const entrance = await browser.newContext({ baseURL: url });
  await signIn({ page: await entrance.newPage() }, key);
  const storageState = await entrance.storageState();
  const times: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    const context = await browser.newContext({ baseURL: url, storageState });
    const page = await context.newPage();
    const startedAt = performance.now();
    await page.goto('/console/', { waitUntil: 'commit' });
    await page.waitForFunction(IS_USABLE, undefined, { polling: 'raf' });
    times.push(performance.now() - startedAt);
    await context.close();
  }
  await browser.close();
  return times;
}
