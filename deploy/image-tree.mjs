// `node deploy/image-tree.mjs <folder> [--reuse]`: the stages of deploy/Dockerfile without a Docker engine. In the folder are
// then rootfs/ (what the last stage adds to its base) and image.json (user, environment, entrypoint …).
// With --reuse what stands in node_modules/ and dist/ is taken instead of installing and building anew.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, posix } from 'node:path';

const root = join(import.meta.dirname, '..');
const [target, ...options] = process.argv.slice(2);
if (target === undefined || options.some((option) => option !== '--reuse')) {
  console.error('Usage: node deploy/image-tree.mjs <folder> [--reuse]');
  process.exit(64);
}
const reuse = options.includes('--reuse');

/** Lines of a Dockerfile as `[instruction, rest]`; comments and continued lines put right. */
const instructions = readFileSync(join(import.meta.dirname, 'Dockerfile'), 'utf8')
  .split('\n')
  .filter((line) => !/^\s*(#|$)/.test(line))
  .join('\n')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .map((line) => /^(\S+)\s+(.*)$/.exec(line) ?? fail(`cannot read: ${line}`))
  .map(([, word, rest]) => [word.toUpperCase(), rest]);

function fail(why) {
  throw new Error(`deploy/Dockerfile: ${why}`);
}

/** What .dockerignore lets through: all of it is "nothing but" (`*`, then `!path`), with patterns for names below. */
const ignore = readFileSync(join(root, '.dockerignore'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));
const allowed = ignore.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
const unwanted = ignore
  .filter((line) => line.startsWith('**/'))
  .map((line) => new RegExp(`^${line.slice(3).replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`));
const inContext = (path) =>
  allowed.some((entry) => path === entry || path.startsWith(`${entry}/`)) &&
  !unwanted.some((name) => name.test(basename(path)));

/** Packages that are not for developing only, as npm has written them down. */
function productionPackages() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(packages).flatMap(([path, { dev }]) => (path !== '' && dev !== true ? [path] : []));
}

/** The same file under another name where that is possible: quick, and nobody writes to it. */
function put(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  if (!statSync(from).isDirectory()) {
    try {
      linkSync(from, to);
    } catch {
      cpSync(from, to);
    }
    return;
  }
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from)) {
    // A package's own packages are listed by themselves.
    if (entry !== 'node_modules' && entry !== '.tsbuildinfo') put(join(from, entry), join(to, entry));
  }
}

/** What stands here already, for what would make it anew. */
const REUSED = {
  'npm ci --ignore-scripts': () => {},
  'npm ci --ignore-scripts --omit=dev && rm -rf node_modules/typescript node_modules/.bin': (folder) => {
    for (const path of productionPackages().filter((one) => one !== 'node_modules/typescript')) {
      if (existsSync(join(root, path))) put(join(root, path), join(folder, path));
    }
  },
  'npm run build && rm dist/.tsbuildinfo': (folder) => {
    put(join(root, 'dist'), join(folder, 'dist'));
    // What `npm run bench` has compiled beside it.
    for (const name of ['test', '.bench.tsbuildinfo'])
      rmSync(join(folder, 'dist', name), { recursive: true, force: true });
  },
};

function run(command, folder) {
  if (reuse) return (REUSED[command] ?? fail(`--reuse does not know what "${command}" makes`))(folder);
  console.error(`RUN ${command}`);
  const { status } = spawnSync('sh', ['-c', command], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  return status === 0 ? undefined : fail(`"${command}" ended with ${status}`);
}

const work = mkdtempSync(join(tmpdir(), 'recado-image-'));
const stages = new Map();
const variables = {};
let stage;

/** A name in `${}` is a build argument's; those without a value are empty, as Docker has it. */
const filled = (text) => text.replaceAll(/\$\{(\w+)\}/g, (_all, name) => variables[name] ?? '');
const words = (text) =>
  [...text.matchAll(/(\w[\w.]*)=("[^"]*"|\S+)/g)].map(([, name, value]) => [name, filled(value.replaceAll('"', ''))]);
/** A path inside a stage: absolute, or from where it works. */
const inside = (path) => join(stage.folder, posix.resolve(stage.image.workdir, path));

const HANDLERS = {
  ARG(rest) {
    const [name, value = ''] = rest.split('=');
    variables[name] = process.env[name] ?? value;
  },
  FROM(rest) {
    const [, base, name] = /^(\S+) AS (\S+)$/.exec(rest) ?? fail(`every stage needs a name: ${rest}`);
    const folder = join(work, name);
    mkdirSync(folder);
    stage = { folder, image: { base: filled(base), workdir: '/', environment: {}, labels: {} } };
    stages.set(name, stage);
  },
  WORKDIR(rest) {
    stage.image.workdir = rest;
    mkdirSync(inside(rest), { recursive: true });
  },
  COPY(rest) {
    const all = rest.split(/\s+/);
    const option = (name) => all.find((word) => word.startsWith(`--${name}=`))?.split('=')[1];
    const paths = all.filter((word) => !word.startsWith('--'));
    const destination = paths.pop();
    const from = option('from');
    for (const path of paths) {
      const isFolder = destination.endsWith('/') || paths.length > 1;
      const to = join(inside(destination), isFolder ? basename(path) : '');
      if (from === undefined) copyContext(path, to);
      else copyStage(stages.get(from) ?? fail(`no stage ${from}`), path, to);
      const mode = option('chmod');
      if (mode !== undefined) {
        // A link would change the mode of the file in the repository.
        rmSync(to);
        cpSync(join(root, path), to);
        chmodSync(to, Number.parseInt(mode, 8));
      }
    }
  },
  RUN: (rest) => run(rest, inside('.')),
  ENV: (rest) => Object.assign(stage.image.environment, Object.fromEntries(words(rest))),
  LABEL: (rest) => Object.assign(stage.image.labels, Object.fromEntries(words(rest))),
  USER: (rest) => (stage.image.user = rest),
  EXPOSE: (rest) => (stage.image.ports = rest.split(/\s+/).map(Number)),
  HEALTHCHECK: (rest) => (stage.image.healthcheck = JSON.parse(rest.slice(rest.indexOf('[')))),
  ENTRYPOINT: (rest) => (stage.image.entrypoint = JSON.parse(rest)),
  CMD: (rest) => (stage.image.command = JSON.parse(rest)),
};

function copyContext(path, to) {
  if (!existsSync(join(root, path))) fail(`COPY ${path}: there is no such file`);
  if (!allowed.some((entry) => entry === path || path.startsWith(`${entry}/`)))
    fail(`COPY ${path}: .dockerignore keeps it out`);
  const visit = (file, place) => {
    if (!inContext(file)) return;
    if (statSync(join(root, file)).isDirectory()) {
      for (const entry of readdirSync(join(root, file))) visit(posix.join(file, entry), join(place, entry));
    } else put(join(root, file), place);
  };
  visit(path, to);
}

function copyStage(source, path, to) {
  const made = join(source.folder, path);
  if (existsSync(made)) return move(made, to);
  // What comes with the base: this machine's Node stands for it.
  return path === '/usr/local/bin/node' ? put(process.execPath, to) : fail(`COPY ${path}: no stage has made it`);
}

/** What a stage has made goes on to the next: it is moved, because each is asked for once. */
function move(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  try {
    renameSync(from, to);
  } catch {
    // To another disk.
    cpSync(from, to, { recursive: true });
  }
}

try {
  for (const [word, rest] of instructions) {
    const handle = HANDLERS[word] ?? fail(`${word} is not known to image-tree.mjs`);
    if (word !== 'ARG' && word !== 'FROM' && stage === undefined) fail(`${word} before the first stage`);
    handle(rest);
  }
  mkdirSync(target, { recursive: true });
  move(stage.folder, join(target, 'rootfs'));
  writeFileSync(join(target, 'image.json'), `${JSON.stringify(stage.image, null, 2)}\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
