import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Package {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

/** `docs/licences.md`: what runs in production, by whose permission; as package-lock.json has it. */
export async function describeLicences(): Promise<string> {
  const packages = await productionPackages();
  const licences = [...new Set(packages.map(({ licence }) => licence))].toSorted();
  const summary = licences.map(
    (licence) => `| ${licence} | ${packages.filter((one) => one.licence === licence).length} |`,
  );
  const rows = packages.map(({ name, version, licence }) => `| \`${name}\` | ${version} | ${licence} |`);
  return [
    '# Licences',
    '',
    'Made from package-lock.json by `npm run generate`: the packages that an installation for production has, those for other platforms included. A test refuses a licence that nobody has looked at.',
    'The same as a bill of materials, with checksums: `npm run --silent sbom > recado.cdx.json` (CycloneDX).',
    '',
    '| licence | packages |',
    '|---|---|',
    ...summary,
    '',
    '| package | version | licence |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

async function productionPackages(): Promise<readonly Package[]> {
  const lock: unknown = JSON.parse(await readFile(join(import.meta.dirname, '../package-lock.json'), 'utf8'));
  const packages = isRecord(lock) && isRecord(lock['packages']) ? lock['packages'] : {};
  const listed = Object.entries(packages).flatMap(([path, entry]) => {
    if (path === '' || !isRecord(entry) || entry['dev'] === true) return [];
    const { version, license } = entry;
    return [{ name: path.replace(/^.*node_modules\//, ''), version: String(version), licence: String(license) }];
  });
  const byName = new Map(listed.map((one) => [`${one.name} ${one.version}`, one]));
  return [...byName.entries()].toSorted(([one], [other]) => one.localeCompare(other, 'en')).map(([, one]) => one);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
