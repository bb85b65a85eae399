import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { root } from './project-files.js';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const listOf = (value: unknown, key: string): readonly Record<string, unknown>[] => {
  const list: unknown = isRecord(value) ? value[key] : undefined;
  return Array.isArray(list) ? list.filter(isRecord) : [];
};

function billOfMaterials(): unknown {
  const { stdout } = spawnSync(process.execPath, [join(root, '.config/write-sbom.mjs')], { encoding: 'utf8' });
  const sbom: unknown = JSON.parse(stdout);
  return sbom;
}

/** Permissive ones: what is made of them may be used and passed on by anybody, with their texts. */
const LOOKED_AT = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
];

interface Listed {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

/** The rows of docs/licences.md, which is made from package-lock.json. */
const packages: readonly Listed[] = [...read('docs/licences.md').matchAll(/^\| `([^`]+)` \| (\S+) \| (.+) \|$/gm)].map(
  ([, name = '', version = '', licence = '']) => ({ name, version, licence }),
);
/** What the build took into the files of the page, as it says itself. */
const inPage: readonly Listed[] = [
  ...read('dist/apps/console/licences.md').matchAll(/^## (\S+) - (\S+) \((.+)\)$/gm),
].map(([, name = '', version = '', licence = '']) => ({ name, version, licence }));
const unseen = (listed: readonly Listed[]): readonly Listed[] =>
  listed.filter(({ licence }) => !LOOKED_AT.includes(licence));

describe('packages of production', () => {
  it('have licences that somebody has looked at', () => {
    expect(packages.length).toBeGreaterThan(100);
    expect(unseen(packages)).toEqual([]);
  });

  it.each(['GPL-3.0-only', 'undefined', 'SEE LICENSE IN LICENSE'])('control: %s would be seen', (licence) => {
    const planted = { name: 'planted', version: '1.0.0', licence };
    expect(unseen([...packages, planted])).toEqual([planted]);
  });

  it('are in the bill of materials, each with its licence and its checksum', () => {
    const components = listOf(billOfMaterials(), 'components');
    const described = components.map(({ name, version, licenses }) => ({ name, version, licenses }));
    const listed = packages.map(({ name, version, licence }) => ({
      name,
      version,
      licenses: [{ license: { id: licence } }],
    }));
    expect(described).toEqual(expect.arrayContaining(listed));
    expect(described).toHaveLength(listed.length);
    const hash = { alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) };
    for (const { name, hashes } of components) expect(hashes, String(name)).toEqual([hash]);
  });

  it('are there because something needs them, from the product on', () => {
    const needs = new Map(
      listOf(billOfMaterials(), 'dependencies').map(({ ref, dependsOn }) => [
        String(ref),
        Array.isArray(dependsOn) ? dependsOn.map(String) : [],
      ]),
    );
    const manifest: unknown = JSON.parse(read('package.json'));
    const namesIn = (key: string): readonly string[] =>
      isRecord(manifest) && isRecord(manifest[key]) ? Object.keys(manifest[key]) : [];
    const ofPage = new Set(inPage.map(({ name }) => name));
    const wanted = [...namesIn('dependencies'), ...namesIn('devDependencies').filter((name) => ofPage.has(name))];
    const own = [...needs.keys()].find((ref) => ref.startsWith('pkg:npm/recado@')) ?? '';
    const named = (needs.get(own) ?? []).map((ref) => decodeURIComponent(ref).replace(/^pkg:npm\/(.+)@.*$/, '$1'));
    expect(named.toSorted()).toEqual(wanted.toSorted());
    const reached = new Set([own]);
    for (const ref of reached) for (const next of needs.get(ref) ?? []) reached.add(next);
    expect([...needs.keys()].filter((ref) => !reached.has(ref))).toEqual([]);
  });
});

describe('packages whose code stands in the operators’ page', () => {
  it('are those that are named, and in the versions that are listed', () => {
    const names: unknown = JSON.parse(read('apps/console/bundled-packages.json'));
    expect(
      inPage.map(({ name }) => name).toSorted(),
      'apps/console/bundled-packages.json; then npm run generate',
    ).toEqual(names);
    expect(packages).toEqual(expect.arrayContaining([...inPage]));
  });
});

describe('the scan for secrets', () => {
  const folder = mkdtempSync(join(tmpdir(), 'recado-secrets-'));
  spawnSync('git', ['init', '--quiet'], { cwd: folder });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const scan = (path: string, content: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
    const { status, stdout } = spawnSync(process.execPath, [join(root, '.config/scan-secrets.mjs'), folder], {
      encoding: 'utf8',
    });
    rmSync(join(folder, path));
    return { status, stdout };
  };
  const freshPrivateKey = (): string => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  };
  const freshCurveKey = (type: 'sec1' | 'pkcs8', passphrase?: string): string => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const locked = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
    return privateKey.export({ type, format: 'pem', ...locked }).toString();
  };
  const freshEdwardsKey = (): string =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const hexOf = (bytes: number): string => randomBytes(bytes).toString('hex');
  const base64Of32 = (): string => randomBytes(32).toString('base64');
  // Put together here, or the scan would find them in this file.
  const letters = (count: number): string => 'aB3dE5gH7jK9'.repeat(10).slice(0, count);

  it.each([
    ['an access token of Meta', ['EA', 'A', letters(80)], 'an access token of Meta'],
    ['an API key of ours', ['rk', '_', letters(8), '_', letters(32)], 'an API key of ours'],
    ['a token of GitHub', ['gh', 'p_', letters(36)], 'github'],
    ['a token of Slack', ['xo', 'xb-', '123456789012-1234567890123-', letters(24)], 'slack'],
    ['a private key', [freshPrivateKey()], 'privatekey'],
    [
      'a password of a database',
      ['postgres:', '//recado:', letters(20), '@database.internal.company.net/recado'],
      'database-connection-string',
    ],
    [
      'a password of a database whose host begins as one of an example does',
      ['postgres:', '//recado:', letters(20), '@db.corp.net/recado'],
      'database-connection-string',
    ],
    ['a password of Redis', ['redis:', '//:', letters(20), '@redis.corp.net:6379'], 'a password of Redis'],
    [
      'a password of Redis behind sentinels, with TLS',
      ['rediss+sentinel:', '//recado:', letters(20), '@s-0.corp.net,s-1.corp.net/main'],
      'a password of Redis',
    ],
    ['a private key of an elliptic curve', [freshCurveKey('sec1')], 'a private key'],
    ['a private key in PKCS #8', [freshCurveKey('pkcs8')], 'a private key'],
    ['an encrypted private key', [freshCurveKey('pkcs8', 'passphrase')], 'a private key'],
    ['a private key of Ed25519', [freshEdwardsKey()], 'a private key'],
    ['a secret of callbacks', ['whse', 'c_', base64Of32()], 'a secret of callbacks'],
    ['an app secret of Meta', ['WHATSAPP_APP_SECRET', '=', hexOf(16)], 'an app secret of Meta'],
    ['a key of the administrator', ['ADMIN_API_KEY', ': "', hexOf(32), '"'], 'an ADMIN_API_KEY'],
    ['the key that encrypts', ['{ name: ENCRYPTION_KEY', ', value: ', base64Of32(), ' }'], 'an ENCRYPTION_KEY'],
  ])('finds %s, names the place, and does not repeat it', (_what, parts, named) => {
    const secret = parts.join('');
    const { status, stdout } = scan('deploy/settings.txt', `# settings\n${secret}\n`);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^deploy\/settings\.txt:2: /);
    expect(stdout).toContain(named);
    expect(stdout).not.toContain(letters(20));
  });

  it.each([
    'DATABASE_URL=postgres://recado:recado@localhost:5432/recado',
    'DATABASE_URL=postgres://recado:recado@postgres:5432/recado',
    'DATABASE_URL=postgres://recado:recado@db.example.com/recado',
    'REDIS_URL=redis://:password@redis-0:6379,redis://redis-1:6379',
    'REDIS_URL=rediss://:password@redis.example.com:6379',
    'WHATSAPP_APP_SECRET=${WHATSAPP_APP_SECRET:-sandbox-only-secret}',
    'ADMIN_API_KEY="$(openssl rand -hex 32)" ENCRYPTION_KEY="$(openssl rand -base64 32)"',
  ])('is content with what is none: %s', (line) => {
    expect(scan('README.md', `${line}\n`)).toEqual({ status: 0, stdout: '' });
  });
});
