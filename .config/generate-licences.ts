import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Package {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

/** `docs/licences.md`: what runs in production, by whose permission; as package-lock.json has it. */
export async function describeLicences(): Promise<string> {
  const { installed, bundled } = await packagesOfProduction();
  const packages = [...installed, ...bundled];
  const licences = [...new Set(packages.map(({ licence }) => licence))].toSorted();
  const summary = licences.map(
    (licence) => `| ${licence} | ${packages.filter((one) => one.licence === licence).length} |`,
  );
  const rowsOf = (listed: readonly Package[]): readonly string[] => [
    '| package | version | licence |',
    '|---|---|---|',
    ...listed.map(({ name, version, licence }) => `| \`${name}\` | ${version} | ${licence} |`),
    '',
  ];
  return [
    '# Licences',
    '',
    "Made from package-lock.json by `npm run generate`: the packages that an installation for production has, those for other platforms included, and what the build puts into the operators' page. A test refuses a licence that nobody has looked at.",
    'The same as a bill of materials, with checksums: `npm run --silent sbom > recado.cdx.json` (CycloneDX).',
    '',
    '| licence | packages |',
    '|---|---|',
    ...summary,
    '',
    ...rowsOf(installed),
    "## In the operators' page",
    '',
    'They need not be installed: their code stands in the files of `dist/apps/console`, with the texts of their licences beside it (`licences.md`). What is installed as well stands above. `apps/console/bundled-packages.json` names them; a test compares it with what was built.',
    '',
    ...rowsOf(bundled),
  ].join('\n');
}

/** What is installed, and what is not and yet runs: in a browser, from the files of the page. */
async function packagesOfProduction(): Promise<Readonly<Record<'installed' | 'bundled', readonly Package[]>>> {
  const lock = await readJson('package-lock.json');
  const locked = Object.entries(isRecord(lock) && isRecord(lock['packages']) ? lock['packages'] : {});
  const names = await readJson('apps/console/bundled-packages.json');
  const inPage = new Set(Array.isArray(names) ? names.map((name) => `node_modules/${String(name)}`) : []);
  return {
    installed: listed(locked.filter(([path, entry]) => path !== '' && !isDevelopment(entry))),
    bundled: listed(locked.filter(([path, entry]) => inPage.has(path) && isDevelopment(entry))),
  };
}

function listed(locked: readonly (readonly [string, unknown])[]): readonly Package[] {
  const packages = locked.flatMap(([path, entry]) => {
    if (!isRecord(entry)) return [];
    const { version, license } = entry;
    return [{ name: path.replace(/^.*node_modules\//, ''), version: String(version), licence: String(license) }];
  });
  const byName = new Map(packages.map((one) => [`${one.name} ${one.version}`, one]));
  return [...byName.entries()].toSorted(([one], [other]) => one.localeCompare(other, 'en')).map(([, one]) => one);
}

async function readJson(path: string): Promise<unknown> {
  const value: unknown = JSON.parse(await readFile(join(import.meta.dirname, '..', path), 'utf8'));
  return value;
}

function isDevelopment(entry: unknown): boolean {
  return isRecord(entry) && entry['dev'] === true;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
