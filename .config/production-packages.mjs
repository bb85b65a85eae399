// Which packages of package-lock.json run in production: those that are installed for it, and those whose code the build puts into
// the operators' page, which run in browsers.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (path) => JSON.parse(readFileSync(join(import.meta.dirname, '..', path), 'utf8'));
const inPage = new Set(read('apps/console/bundled-packages.json').map((name) => `node_modules/${name}`));

/** By the folder that it is installed in; that of the product itself is ''. */
export const { packages } = read('package-lock.json');

export const runsInPage = (path) => inPage.has(path);

export const runsInProduction = (path) => path !== '' && (packages[path]?.dev !== true || runsInPage(path));
