import { isJsonObject } from '#graph-api';
import { freePort } from '#local-postgres';
import type { Servers } from './servers.js';
import type { System } from './system.js';

export const ACCESS_TOKEN = 'bench-access-token';
export const APP_SECRET = 'bench-app-secret-0123456789abcdef';
export const VERIFY_TOKEN = 'bench-verify-token';
export const WABA = '102290129340398';
/** Meta asks for 3,000 webhooks a second, answered within 250 ms as a rule: that many are under way where they all take so long. */
export const WEBHOOK_CONNECTIONS = 750;
const FIRST_SENDER = 106_540_352_242_922;

export const senderIds = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => String(FIRST_SENDER + index));

export interface SandboxOptions {
  readonly senders: readonly string[];
  readonly webhookUrl: string;
  readonly seed: number;
}

/** The sandbox as Meta: it refuses nothing, tells of each message three times within 300 ms, and of a fifth of that twice. */
export async function startGraph(servers: Servers, { senders, webhookUrl, seed }: SandboxOptions): Promise<string> {
  const port = await freePort();
  servers.begin('graph', {
    script: 'apps/sandbox/src/main.js',
    environment: {
      PATH: process.env['PATH'] ?? '',
      SANDBOX_PORT: String(port),
      SANDBOX_ACCESS_TOKEN: ACCESS_TOKEN,
      SANDBOX_APP_SECRET: APP_SECRET,
      SANDBOX_PHONE_NUMBER_ID: senders.join(','),
      SANDBOX_WABA_ID: WABA,
      SANDBOX_WEBHOOK_URL: webhookUrl,
      SANDBOX_MPS: '0',
      SANDBOX_PAIR_RATE: 'off',
      SANDBOX_SENT_AFTER_MS: '100',
      SANDBOX_DELIVERED_AFTER_MS: '200',
      SANDBOX_READ_AFTER_MS: '300',
      SANDBOX_WEBHOOK_CONNECTIONS: String(WEBHOOK_CONNECTIONS),
      SANDBOX_FAULTS: JSON.stringify({ seed, webhooks: { duplicate: 0.2 } }),
    },
  });
  const url = `http://127.0.0.1:${port}`;
  await servers.answers(`${url}/sandbox/stats`);
  return url;
}

/** What the sandbox has seen and said. */
export async function graphStats(url: string): Promise<Readonly<Record<string, number>>> {
  const stats: unknown = await (await fetch(`${url}/sandbox/stats`)).json();
  return Object.fromEntries(
    Object.entries(isJsonObject(stats) ? stats : {}).map(([name, value]) => [name, Number(value)]),
  );
}

const LOOK_EVERY_MS = 50;

/**
 * Resolves when Meta has so many different messages, has told all there is to tell of them, and was answered 200 each time. False:
 * the time is over, and that is not so.
 * @throws where a process has ended.
 */
export async function everythingIsTold(
  { servers, graphUrl }: Pick<System, 'servers' | 'graphUrl'>,
  messages: number,
  limitMs: number,
): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (performance.now() < deadline) {
    servers.requireAll();
    const { acceptedIds = 0, toCome = 1, webhooksPending = 1 } = await graphStats(graphUrl);
    if (acceptedIds >= messages && toCome === 0 && webhooksPending === 0) return true;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return false;
}
