import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultSettings } from '../../apps/sandbox/src/sandbox-settings.js';
import { privateData } from './private-data.js';

/*
 * What all stacks of a run logged and measured is searched once the run is over, whatever their tests were about: a hit fails it.
 */
const VARIABLE = 'TEST_RUN_LOG';

export const ADMIN_KEY = 'admin-key-of-the-tests-0123456789abcdef';

/** What tests and the webhooks in test/fixtures use. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  'the access token': [defaultSettings.accessToken],
  'the app secret': [defaultSettings.appSecret],
  'the verify token': [defaultSettings.verifyToken],
  'an API key': [ADMIN_KEY],
  'a name': ['Proveedor ABC', 'Talleres Ejemplo', 'talleres.ejemplo', 'Sheena Nelson'],
  'a parameter': ['PO-2024-001', '1,250.00', '1250.00'],
  'what somebody wrote': ['retrasar la entrega', 'Does it come in another color'],
};

/** Vitest's `globalSetup`. */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'recado-run-log-'));
  process.env[VARIABLE] = folder;
  return async () => {
    const hits = await hitsIn(folder);
    await rm(folder, { recursive: true });
    if (hits.length > 0) throw new Error(`The logs of this run hold what no log may hold:\n${hits.join('\n')}`);
  };
}

async function hitsIn(folder: string): Promise<readonly string[]> {
  const hits: string[] = [];
  for (const name of await readdir(folder)) {
    const text = await readFile(join(folder, name), 'utf8');
    hits.push(...privateData(text, KNOWN).map(({ what, where }) => `${what}: …${where}…`));
  }
  return hits;
}

/** Keeps what a stack wrote for that search; nothing where no run began one. */
export async function keepForSearch(text: string): Promise<void> {
  const folder = process.env[VARIABLE];
  if (folder !== undefined) await writeFile(join(folder, randomBytes(8).toString('hex')), text);
}
