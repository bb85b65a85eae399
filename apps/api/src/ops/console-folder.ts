import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Of what is compiled: `dist/`; of sources, which the tests run: the repository. */
const ROOT = join(import.meta.dirname, '../../../..');

/** Where `npm run build` has put the operators' page; null where nobody has built it. */
export function consoleFolder(): string | null {
  const places = [join(ROOT, 'dist/apps/console'), join(ROOT, 'apps/console')];
  return places.find((place) => existsSync(join(place, 'index.html'))) ?? null;
}
