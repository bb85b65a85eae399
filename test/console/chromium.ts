import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/*
 * The page is tried in a real browser: Debian's Chromium, driven by playwright-core, which brings none of its own. The one without
 * a window is preferred: it starts sooner. CHROMIUM names another program.
 */
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];
const ADVICE =
  'install it (Debian: apt-get install chromium-headless-shell, or chromium; macOS: brew install chromium) or name it in CHROMIUM';

/** Where it is; null, after one loud line, where there is none. @throws where there is none, with CI=true */
export function chromium(): string | null {
  const named = process.env['CHROMIUM'];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const places = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = [...(named === undefined ? [] : [named]), ...places].find((path) => existsSync(path));
  if (found !== undefined) return found;
  if (process.env['CI'] === 'true') throw new Error(`No Chromium: ${ADVICE}.`);
  process.stderr.write(`\n!!! THE OPERATORS' PAGE IS NOT TESTED IN A BROWSER: no Chromium; ${ADVICE} !!!\n\n`);
  return null;
}
