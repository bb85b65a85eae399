import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '#local-postgres';

const root = join(import.meta.dirname, '../..');

export interface AppEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Names of what it logged, in that order; a line that is no event as it stands. */
  readonly events: readonly string[];
  /** What it wrote to stderr. */
  readonly complaint: string;
}

/** An app as a process of its own from dist/, with Meta away, until it ends; `hear` is told of each line of its log. */
export async function runApp(
  app: 'api' | 'worker',
  environment: Readonly<Record<string, string>>,
  { begun, hear }: { begun?: (child: ChildProcess) => void; hear?: (line: string, child: ChildProcess) => void },
): Promise<AppEnd> {
  const child = spawn(process.execPath, [join(root, `dist/apps/${app}/src/main.js`)], {
    env: {
      WHATSAPP_APP_SECRET: 's'.repeat(32),
      WHATSAPP_WEBHOOK_VERIFY_TOKEN: 'v'.repeat(32),
      WHATSAPP_ACCESS_TOKEN: 'token',
      WHATSAPP_PHONE_NUMBER_ID: '106540352242922',
      WHATSAPP_BUSINESS_ACCOUNT_ID: '102290129340398',
      WHATSAPP_GRAPH_URL: 'http://127.0.0.1:1',
      NODE_ENV: 'test',
      LOG_LEVEL: 'debug',
      LISTEN_HOST: '127.0.0.1',
      API_PORT: String(await freePort()),
      WORKER_PORT: String(await freePort()),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  begun?.(child);
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const events: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    events.push(/"event":"([^"]+)"/.exec(line)?.[1] ?? line);
    hear?.(line, child);
  }
  await ended;
  return { code: child.exitCode, signal: child.signalCode, events, complaint };
}
