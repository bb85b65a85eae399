import { chromium as playwright } from 'playwright-core';
import { chromium } from '../console/chromium.js';
import { signIn } from '../console/operator.js';

const TIMES = 20;

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
    // All of the day's numbers are there, and nothing is still loading.
    await page.locator('main dl dd').first().waitFor();
    await page.locator('main output[aria-label]').first().waitFor({ state: 'detached' });
    times.push(performance.now() - startedAt);
    await context.close();
  }
  await browser.close();
  return times;
}
