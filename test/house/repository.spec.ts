import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectFiles, root } from './project-files.js';

const TEXT = /\.(tsx?|mts|mjs|cjs|js|json|jsonc|ya?ml|md|sql|sh|env|html|css|py|toml)$|^[^.]+$|^\.[a-z-]+$/;
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

let texts: Map<string, string>;

/** Lines of the repository in which a pattern occurs, as `path:line`. */
function linesWith(pattern: RegExp, within: (path: string) => boolean): string[] {
  return [...texts]
    .filter(([path]) => within(path))
    .flatMap(([path, text]) =>
      text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : [])),
    );
}

const source = (path: string): boolean => /^(apps|libs)\/.*\.tsx?$/.test(path);
const everywhere = (path: string): boolean => path !== 'package-lock.json';

beforeAll(async () => {
  const paths = (await projectFiles('.')).filter((path) => TEXT.test(basename(path)));
  texts = new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(root, path), 'utf8')] as const)),
  );
});

describe('the repository', () => {
  it('has no drawer for leftovers: no file or folder is called utils, common, helpers, base or misc', () => {
    const drawers = [...texts.keys()].filter((path) =>
      // deploy/k8s/base is kustomize's word for what overlays build on.
      /(^|[/.-])(utils?|common|helpers?|base|misc)([/.-]|$)/.test(path.replace(/^deploy\/k8s\/base\//, '')),
    );
    expect(drawers).toEqual([]);
  });

  it('names files in kebab-case, with the role as the suffix', () => {
    const odd = [...texts.keys()]
      .filter(source)
      .filter((path) => !/^[a-z0-9-]+(\.[a-z0-9-]+)*\.tsx?$/.test(basename(path)));
    expect(odd).toEqual([]);
  });

  it('leaves nothing for later in source', () => {
    expect(linesWith(/\b(TODO|FIXME|XXX|HACK)\b/, source)).toEqual([]);
  });

  it('needs no forward references: what needs each other is one thing', () => {
    expect(linesWith(/\bforwardRef\(/, source)).toEqual([]);
  });

  it("names Meta's host where it is talked to, and where its default stands", () => {
    const elsewhere = linesWith(
      /https:\/\/graph\.facebook\.com/,
      (path) => source(path) && !/^libs\/(graph-api\/|runtime\/src\/environment)|\.spec\.ts$/.test(path),
    );
    expect(elsewhere).toEqual([]);
  });

  it('silences no rule without saying why beside it or above it', () => {
    const silenced = [...texts].filter(([path]) => /\.(tsx?|mjs|cjs)$/.test(path) && !path.startsWith('test/house/'));
    const unexplained = silenced.flatMap(([path, text]) => {
      const lines = text.split('\n');
      return lines.flatMap((line, index) => {
        const silences = /(oxlint|eslint)-disable|@ts-(ignore|nocheck|expect-error)/.test(line);
        const explained = / -- /.test(line) || /^\s*(\/\/|\*)/.test(lines[index - 1] ?? '');
        return silences && !explained ? [`${path}:${index + 1}`] : [];
      });
    });
    expect(unexplained).toEqual([]);
  });

  it('drains every queue that it names', () => {
    const names = [...(texts.get('libs/queues/src/queue-names.ts') ?? '').matchAll(/export function (\w+)/g)];
    const workers = [...texts].filter(([path]) => path.startsWith('apps/worker/src/')).map(([, text]) => text);
    expect(names.length).toBeGreaterThan(0);
    for (const [, name = ''] of names) {
      const drained = workers.some((text) => new RegExp(`new Worker(<[^(]*>)?\\(\\s*${name}\\(`).test(text));
      expect(drained, `a worker for ${name}`).toBe(true);
    }
  });

  it('knows no path of one machine', () => {
    expect(linesWith(/(?<![\w.~*:-])\/(home|Users)\/[a-z]|(?<![\w.~*/:-])\/(work|mnt)\/[a-z]/, everywhere)).toEqual([]);
  });

  it('holds nothing that looks like a real secret', () => {
    const shapes = [
      /\bEAA[A-Za-z0-9]{60,}/, // Meta's access tokens
      /\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
      /\bgh[pousr]_[A-Za-z0-9]{36}/,
      /\bnpm_[A-Za-z0-9]{36}/,
      /\bxox[abprs]-[A-Za-z0-9-]{20,}/,
      /\brk_(?!0{8}_)[A-Za-z0-9]{8}_[A-Za-z0-9]{32}/, // our own keys
    ];
    for (const shape of shapes) expect(linesWith(shape, everywhere), String(shape)).toEqual([]);
  });

  it('installs from the public registry only, every package with its checksum', () => {
    const lock: unknown = JSON.parse(texts.get('package-lock.json') ?? '{}');
    if (!isRecord(lock) || !isRecord(lock['packages'])) throw new Error('package-lock.json has no packages');
    const registry = 'https://registry.npmjs.org/';
    const suspicious = Object.entries(lock['packages'])
      .filter(([path]) => path !== '')
      // Without an address of its own a package comes from the registry that npm is set to.
      .filter(([, entry]) => {
        const { resolved = registry, integrity } = isRecord(entry) ? entry : {};
        const known = typeof resolved === 'string' && resolved.startsWith(registry);
        return !known || typeof integrity !== 'string' || !integrity.startsWith('sha512-');
      })
      .map(([path]) => path);
    expect(suspicious).toEqual([]);
  });

  it('locks the packages of every platform, not only of the one it was made on', () => {
    const lock: unknown = JSON.parse(texts.get('package-lock.json') ?? '{}');
    const packages = isRecord(lock) && isRecord(lock['packages']) ? lock['packages'] : {};
    const wanted = Object.values(packages)
      .filter(isRecord)
      .flatMap(({ optionalDependencies }) => (isRecord(optionalDependencies) ? Object.keys(optionalDependencies) : []));
    const locked = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, '')));
    expect([...new Set(wanted)].filter((name) => !locked.has(name))).toEqual([]);
  });

  it('locks what package.json asks for', () => {
    const lock: unknown = JSON.parse(texts.get('package-lock.json') ?? '{}');
    const manifest: unknown = JSON.parse(texts.get('package.json') ?? '{}');
    const own = isRecord(lock) && isRecord(lock['packages']) ? lock['packages'][''] : undefined;
    if (!isRecord(own) || !isRecord(manifest)) throw new Error('package.json or package-lock.json cannot be read');
    for (const key of ['dependencies', 'devDependencies', 'engines']) expect(own[key], key).toEqual(manifest[key]);
  });
});
