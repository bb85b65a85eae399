import { execFile } from 'node:child_process';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '#local-postgres';
import { defaultSettings } from '../../apps/sandbox/src/sandbox-settings.js';
import { type Stack, startStack } from '../support/stack.js';
import { AUTHORITY_FILE, shown } from '../support/tls-certificates.js';

const MAIN = join(import.meta.dirname, '../../dist/apps/cli/src/main.js');

let stack: Stack;

beforeAll(async () => {
  const started = await startStack();
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
});

afterAll(() => stack.stop());

/** What `recado webhook verify` says with this environment, and how it ends. */
async function verify(
  variables: Readonly<Record<string, string>>,
  ...options: readonly string[]
): Promise<readonly [code: number, said: string]> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    WHATSAPP_WEBHOOK_VERIFY_TOKEN: defaultSettings.verifyToken,
    ...variables,
  };
  return promisify(execFile)(process.execPath, [MAIN, 'webhook', 'verify', ...options], { env, cwd: '/' }).then(
    ({ stdout, stderr }) => [0, stdout + stderr] as const,
    (error: { code: number; stdout: string; stderr: string }) => [error.code, error.stdout + error.stderr] as const,
  );
}

describe('recado webhook verify', () => {
  it('passes against a running API, without any database', async () => {
    const [code, said] = await verify({ PUBLIC_URL: `${stack.url}/` });
    expect(said).toMatch(/^GET http:.*\/api\/v1\/whatsapp\/webhook\nThe challenge came back after \d+ ms/);
    expect(said).toContain('subscribed to these fields: messages, user_preferences, message_template_status_update,');
    expect(code).toBe(0);
  });

  it('tells a program the same, and nothing else', async () => {
    const [code, said] = await verify({ PUBLIC_URL: `${stack.url}/` }, '--json');
    expect(JSON.parse(said)).toMatchObject({ kind: 'passed', url: `${stack.url}/api/v1/whatsapp/webhook` });
    expect(code).toBe(0);
  });

  it('fails where the API knows another token, and says neither', async () => {
    const token = 'another-verify-token';
    const [code, said] = await verify({ PUBLIC_URL: stack.url, WHATSAPP_WEBHOOK_VERIFY_TOKEN: token });
    expect(said).toContain('it knows another verify token');
    expect(said).not.toContain(token);
    expect(code).toBe(1);
  });

  it('fails where the certificate is of another host, though of a good authority', async () => {
    const port = await freePort();
    const server = createServer(shown('graph.example')).listen(port, '127.0.0.1');
    const [code, said] = await verify({ PUBLIC_URL: `https://localhost:${port}`, NODE_EXTRA_CA_CERTS: AUTHORITY_FILE });
    server.close();
    expect(said).toContain('is for another host');
    expect(code).toBe(1);
  });

  it.each([
    ['PUBLIC_URL', { PUBLIC_URL: 'recado.example.com' }],
    ['WHATSAPP_WEBHOOK_VERIFY_TOKEN', { PUBLIC_URL: 'http://127.0.0.1:9', WHATSAPP_WEBHOOK_VERIFY_TOKEN: '' }],
  ])('names %s where it is missing or wrong: %j', async (name, variables) => {
    const [code, said] = await verify(variables);
    expect(said).toContain(`${name} is missing`);
    expect(said).toContain(
      'of a running npm start they are http://127.0.0.1:3000 (or the port of its --port) and verifyToken',
    );
    expect(code).toBe(1);
  });

  it('names the port and the folder of a running npm start as they are configured', async () => {
    const [, said] = await verify({ API_PORT: '8080', RECADO_DATA_DIR: '/srv/trial' });
    expect(said).toContain('http://127.0.0.1:8080 (or the port of its --port) and verifyToken in /srv/trial/');
  });

  it('says in its help what it takes, beside a running npm start, too', async () => {
    const [code, said] = await verify({}, '--help');
    expect(said.replaceAll(/\s+/g, ' ')).toMatch(
      /PUBLIC_URL and WHATSAPP_WEBHOOK_VERIFY_TOKEN: of a running npm start they are .* in \.recado\/development\.json/,
    );
    expect(code).toBe(0);
  });
});
