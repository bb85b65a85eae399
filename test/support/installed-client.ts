import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';

const root = join(import.meta.dirname, '../..');
const EXAMPLES = join(root, 'libs/client/examples');
const run = promisify(execFile);

/** A project of somebody else: the client installed as npm would publish it, and its examples. */
export interface ForeignProject {
  readonly dir: string;
  /** Files of the published package. */
  readonly published: readonly string[];
  /** What TypeScript says of the examples against the published types. */
  typeFaults(): readonly string[];
  remove(): Promise<void>;
}

export async function installClient(): Promise<ForeignProject> {
  const dir = await mkdtemp(join(tmpdir(), 'recado-client-'));
  const modules = join(dir, 'node_modules');
  const installed = join(modules, 'recado-client');
  await mkdir(installed, { recursive: true });
  await run('npm', ['pack', '--silent', '--pack-destination', dir], { cwd: join(root, 'libs/client') });
  const [archive = ''] = (await readdir(dir)).filter((name) => name.endsWith('.tgz'));
  await run('tar', ['-xzf', join(dir, archive), '-C', installed, '--strip-components=1']);
  const manifest: unknown = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  for (const name of ['@types', ...dependenciesOf(manifest)])
    await symlink(join(root, 'node_modules', name), join(modules, name));
  await writeFile(join(dir, 'package.json'), '{ "type": "module" }');
  const examples = (await readdir(EXAMPLES)).filter((name) => name.endsWith('.ts'));
  for (const name of examples) {
    const text = await readFile(join(EXAMPLES, name), 'utf8');
    await writeFile(join(dir, name), text);
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
    });
    await writeFile(join(dir, name.replace(/\.ts$/, '.js')), outputText);
  }
  return {
    dir,
    published: await readdir(installed, { recursive: true }),
    typeFaults: () => typeFaults(examples.map((name) => join(dir, name))),
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}

function dependenciesOf(manifest: unknown): string[] {
  const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
  if (!isObject(manifest) || !('dependencies' in manifest) || !isObject(manifest.dependencies)) return [];
  return Object.keys(manifest.dependencies);
}

function typeFaults(files: readonly string[]): string[] {
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts'],
    types: ['node'],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  });
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
