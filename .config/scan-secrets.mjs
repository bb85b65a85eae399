// `node .config/scan-secrets.mjs [folder]`: no secret stands in a file that is in the repository, or could be added to it.
// Secretlint knows those of the usual services; Meta's and our own are told to it here. It names places, never what stands there.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { lintSource } from '@secretlint/core';
import { creator as recommended } from '@secretlint/secretlint-rule-preset-recommend';

/** Between the name of a variable and what it is set to: in a file of variables, YAML, JSON, code, or a pod's `env`. */
const IS = '\\b["\']?(?:\\s*[:=]\\s*|,?\\s+value:\\s*)["\'`]?';

/** A host that leads nowhere but to this machine, or stands in an example. */
const NOWHERE =
  '(?:localhost|127\\.0\\.0\\.1|\\[::1\\]|(?:[a-z0-9-]+\\.)*example(?:\\.(?:com|org|net))?)(?![\\w-]|\\.\\w)';

/** What Secretlint does not know. */
const SHAPES = {
  'an access token of Meta': /\bEAA[A-Za-z0-9]{60,}/g,
  // Zeros are an example.
  'an API key of ours': /\brk_(?!0{8}_)[A-Za-z0-9]{8}_[A-Za-z0-9]{32}\b/g,
  'a secret of callbacks': /\bwhsec_[A-Za-z0-9+/]{43}=/g,
  'an app secret of Meta': new RegExp(`\\bWHATSAPP_APP_SECRET${IS}[0-9a-f]{32}\\b`, 'g'),
  'an ADMIN_API_KEY': new RegExp(`\\bADMIN_API_KEY${IS}[0-9a-f]{64}\\b`, 'g'),
  'an ENCRYPTION_KEY': new RegExp(`\\bENCRYPTION_KEY${IS}[A-Za-z0-9+/]{43}=`, 'g'),
  // A host without a dot is one of a private network of containers.
  'a password of Redis': new RegExp(
    `\\brediss?(?:\\+sentinel)?://[^\\s:@/"'\`]*:[^\\s@"'\`]+@(?!${NOWHERE})[\\w-]+\\.[\\w.-]+`,
    'g',
  ),
  // Of an elliptic curve, in PKCS #8, or encrypted: a password that is guessed opens it.
  'a private key':
    /-----BEGIN (?:(?:EC|DSA|ENCRYPTED) )?PRIVATE KEY-----(?:\s|\\[nr])+(?:[\w-]+: [^\n]+\s+)*[A-Za-z0-9+/]{40,}/g,
};

/** Connections that lead nowhere, or to a private network of containers. */
const LEADS_NOWHERE = [`/@(?:${NOWHERE}|(?:postgres|redis|db|host)(?![\\w-]|\\.\\w))/`, '/\\$\\{/', '/sandbox-only/'];

const config = {
  rules: [
    {
      id: '@secretlint/secretlint-rule-preset-recommend',
      rule: recommended,
      rules: ['basicauth', 'database-connection-string'].map((name) => ({
        id: `@secretlint/secretlint-rule-${name}`,
        options: { allows: LEADS_NOWHERE },
        allows: LEADS_NOWHERE,
      })),
    },
  ],
};

const folder = process.argv[2] ?? join(import.meta.dirname, '..');
const listing = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: folder,
  encoding: 'utf8',
});
if (listing.status !== 0) {
  console.error(`what is in the repository is git's to say: ${listing.error?.message ?? listing.stderr}`);
  process.exit(1);
}

/** Checksums of packages are no secrets. */
const paths = listing.stdout.split('\0').filter((path) => path !== '' && !path.endsWith('package-lock.json'));
let found = 0;

for (const path of paths) {
  const file = join(folder, path);
  // A file that git knows and nobody has any more.
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) continue;
  const content = readFileSync(file, 'utf8');
  if (content.includes('\0')) continue;
  const source = { content, filePath: file, ext: '', contentType: 'text' };
  const { messages } = await lintSource({ source, options: { config, maskSecrets: true } });
  const known = messages.map(({ loc, ruleId }) => ({
    line: loc.start.line,
    what: ruleId.replace(/^.*secretlint-rule-/, ''),
  }));
  const own = Object.entries(SHAPES).flatMap(([what, shape]) =>
    [...content.matchAll(shape)].map(({ index }) => ({ line: content.slice(0, index).split('\n').length, what })),
  );
  for (const { line, what } of [...known, ...own]) {
    console.log(`${path}:${line}: ${what}`);
    found += 1;
  }
}

if (paths.length === 0) console.error('no files to look at');
process.exitCode = found > 0 || paths.length === 0 ? 1 : 0;
