import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestPostgres, startTestPostgres } from '../support/local-servers.js';
import { migrated } from '../support/stack.js';

const root = join(import.meta.dirname, '../..');

/** Everything that the API and the worker ask for, and nobody at the address of the database. */
const COMPLETE = {
  DATABASE_URL: 'postgres://recado:secret@127.0.0.1:1/recado',
  WHATSAPP_APP_SECRET: 's'.repeat(32),
  WHATSAPP_WEBHOOK_VERIFY_TOKEN: 'v'.repeat(32),
  WHATSAPP_PHONE_NUMBER_ID: '106540352242922',
  WHATSAPP_BUSINESS_ACCOUNT_ID: '102290129340398',
};

const WAITING = ['api', 'worker'] as const;

let folder: string;
/** Half a minute of waiting each, begun before everything else. */
let waiting: Readonly<Record<(typeof WAITING)[number], ReturnType<typeof run>>>;

beforeAll(async () => {
  await promisify(execFile)(process.execPath, [join(root, '.config/build-if-stale.mjs')]);
  folder = await mkdtemp(join(tmpdir(), 'recado-environment-'));
  // Where no test leaves a file of settings.
  const beside = join(folder, 'beside');
  await mkdir(beside);
  const begin = (app: string): ReturnType<typeof run> => runIn(beside, `apps/${app}/src/main.js`, COMPLETE);
  waiting = { api: begin('api'), worker: begin('worker') };
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a program of ours with nothing in its environment but these variables, and waits for its end. */
function run(program: string, env: Readonly<Record<string, string>>, ...words: string[]) {
  return runIn(folder, program, env, ...words);
}

function runIn(cwd: string, program: string, env: Readonly<Record<string, string>>, ...words: string[]) {
  return new Promise<{ exitCode: number | null; stdout: string; stderr: string }>((settle) => {
    const child = execFile(
      process.execPath,
      [join(root, 'dist', program), ...words],
      { cwd, env: { ...env }, timeout: 60_000 },
      (_error, stdout, stderr) => settle({ exitCode: child.exitCode, stdout, stderr }),
    );
  });
}

describe('a process with a bad environment', () => {
  it('ends with 78 (EX_CONFIG) and names every problem, before it touches anything', async () => {
    const { exitCode, stdout, stderr } = await run('apps/worker/src/main.js', {
      WORKER_PORT: 'http',
      WHATSAPP_MAX_MPS: '0',
    });
    expect(exitCode).toBe(78);
    expect(stdout).toBe('');
    expect(stderr).toContain('Recado cannot start: the environment has 5 problem(s)\n');
    for (const name of [
      'WORKER_PORT',
      'WHATSAPP_MAX_MPS',
      'DATABASE_URL',
      'WHATSAPP_PHONE_NUMBER_ID',
      'WHATSAPP_BUSINESS_ACCOUNT_ID',
    ]) {
      expect(stderr).toContain(`  - ${name} `);
    }
  });

  it('ends so when a file of settings lies beside it, too; what the process was given wins over the file', async () => {
    await writeFile(join(folder, '.env'), 'WHATSAPP_MAX_MPS=many\nMAX_ATTEMPTS=none\n');
    const { exitCode, stderr } = await run('libs/database/src/migrate.js', { MAX_ATTEMPTS: '8' }, 'run');
    expect(exitCode).toBe(78);
    expect(stderr).toContain('WHATSAPP_MAX_MPS must be a whole number');
    expect(stderr).not.toContain('MAX_ATTEMPTS');
    await rm(join(folder, '.env'));
  });

  it('ends with 64 (EX_USAGE) when it does not know the word', async () => {
    const { exitCode, stderr } = await run('libs/database/src/migrate.js', {}, 'sideways');
    expect(exitCode).toBe(64);
    expect(stderr).toBe('Usage: migrate run | show | revert\n');
  });

  it.each(['api', 'worker'])('ends the %s with 78 when the file of senders is wrong', async (app) => {
    await writeFile(join(folder, 'senders.yaml'), '- phoneNumberId: none\n');
    const { exitCode, stdout, stderr } = await run(`apps/${app}/src/main.js`, {
      ...COMPLETE,
      WHATSAPP_SENDERS_FILE: 'senders.yaml',
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 78, stdout: '' });
    expect(stderr).toMatch(/^Recado cannot start: WHATSAPP_SENDERS_FILE is wrong\n( {2}- senders\.yaml\[0\]: .+\n)+$/);
  });
});

describe('a port', () => {
  let postgres: TestPostgres;

  beforeAll(async () => {
    postgres = await startTestPostgres(migrated);
  });
  afterAll(() => postgres.stop());

  it.each([
    ['api', 'API_PORT'],
    ['worker', 'WORKER_PORT'],
  ])('ends the %s with 78 and one line where something listens there already', async (app, variable) => {
    const taken = createServer().listen(0, '0.0.0.0');
    await once(taken, 'listening');
    const address = taken.address();
    const port = String(typeof address === 'object' ? address?.port : address);
    const { exitCode, stderr } = await run(`apps/${app}/src/main.js`, {
      ...COMPLETE,
      DATABASE_URL: postgres.url,
      [variable]: port,
    });
    taken.close();
    expect({ exitCode, stderr }).toEqual({
      exitCode: 78,
      stderr: `Recado cannot start: port ${port} is taken: end what listens there, or set ${variable} to another\n`,
    });
  });

  it('ends it so where the address is none of this machine', async () => {
    const { exitCode, stderr } = await run('apps/api/src/main.js', {
      ...COMPLETE,
      DATABASE_URL: postgres.url,
      // For documentation only (RFC 5737).
      LISTEN_HOST: '192.0.2.1',
    });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 78,
      stderr:
        'Recado cannot start: it may not listen at 192.0.2.1, port 3000 (EADDRNOTAVAIL): set API_PORT or LISTEN_HOST to what this machine allows\n',
    });
  });
});

describe('a rate card', () => {
  it.each(['api', 'worker'])('ends the %s with 78 where it is wrong, with all that is', async (app) => {
    await writeFile(join(folder, 'prices.yaml'), 'currency: Euro\ncards: [{ from: October, markets: [] }]\n');
    const { exitCode, stdout, stderr } = await run(`apps/${app}/src/main.js`, {
      ...COMPLETE,
      RATE_CARD_FILE: 'prices.yaml',
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 78, stdout: '' });
    expect(stderr).toBe(
      `Recado cannot start: RATE_CARD_FILE is wrong
  - prices.yaml: currency must be an ISO 4217 code such as EUR
  - prices.yaml: cards[0].from must be a month such as 2026-10
  - prices.yaml: cards[0].markets must be a list of at least one
`,
    );
  });
});

describe('a process without a database', () => {
  const problem = 'PostgreSQL does not answer at 127.0.0.1:1 (connection refused): start it or correct DATABASE_URL';

  it.each([
    ['libs/database/src/migrate.js', 'run'],
    ['apps/cli/src/main.js', 'senders', 'list'],
  ])('ends with 69 (EX_UNAVAILABLE) and one line: %s', async (program, ...words) => {
    const { exitCode, stderr } = await run(program, { DATABASE_URL: COMPLETE.DATABASE_URL }, ...words);
    expect({ exitCode, stderr }).toEqual({ exitCode: 69, stderr: `${problem}\n` });
  });

  it.each(['api', 'worker'])('waits for the migrations and says which command runs them: %s', async (app) => {
    const postgres = await startTestPostgres();
    const child = spawn(process.execPath, [join(root, `dist/apps/${app}/src/main.js`)], {
      cwd: folder,
      env: { ...COMPLETE, DATABASE_URL: postgres.url },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    try {
      const [first] = await once(createInterface({ input: child.stdout }), 'line');
      expect(JSON.parse(String(first))).toMatchObject({
        event: 'database.awaited',
        problem: 'the database lacks migrations: run npm run migration:run',
      });
    } finally {
      child.kill('SIGTERM');
      await ended;
      await postgres.stop();
    }
  });

  it.each(WAITING)('waits for it, tells so now and then, and ends with 69: %s', { timeout: 60_000 }, async (app) => {
    const { exitCode, stdout, stderr } = await waiting[app];
    expect({ exitCode, stderr }).toEqual({ exitCode: 69, stderr: `Recado cannot start: ${problem}\n` });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(4);
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ event: 'database.awaited', problem });
  });
});
