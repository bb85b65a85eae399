import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { startSandbox } from '../../apps/sandbox/src/start-sandbox.js';
import { defaultSettings, type SandboxSettings } from '../../apps/sandbox/src/sandbox-settings.js';
import { isJsonObject, type JsonObject } from '../../apps/sandbox/src/json-object.js';

export const phoneNumberId = '106540352242922';
export const wabaId = '102290129340398';

/** What a receiver got: the exact bytes and the signature over them. */
export interface ReceivedWebhook {
  readonly raw: string;
  readonly signature: string;
  readonly body: unknown;
}

export interface GraphAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Quick enough for tests, with the order of a real life. */
const quick = {
  sentAfterMs: 20,
  deliveredAfterMs: 60,
  readAfterMs: 100,
  replyAfterMs: 150,
  reviewAfterMs: 20,
  webhookRetryMs: 20,
};

/** A sandbox in this process with a receiver of its webhooks, both on free ports. */
export async function sandboxUnderTest(options: Partial<SandboxSettings> = {}) {
  const received: ReceivedWebhook[] = [];
  const answers: number[] = [];
  const receiver = createServer((request, response) => void receive(request, response));
  async function receive(request: IncomingMessage, response: ServerResponse) {
    if (request.method === 'GET') {
      const query = new URL(request.url ?? '/', 'http://receiver').searchParams;
      const isVerified = query.get('hub.verify_token') === defaultSettings.verifyToken;
      response.writeHead(isVerified ? 200 : 403).end(query.get('hub.challenge'));
      return;
    }
    const raw = await text(request);
    received.push({ raw, signature: String(request.headers['x-hub-signature-256']), body: jsonOf(raw) });
    response.writeHead(answers.shift() ?? 200).end();
  }
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const address = receiver.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const webhookUrl = `http://127.0.0.1:${port}/webhook`;
  const sandbox = await startSandbox({
    ...quick,
    port: 0,
    messagesPerSecond: 0,
    pairRate: false,
    webhookUrl,
    ...options,
  });

  const call = async (
    path: string,
    init: { method?: string; json?: unknown; token?: string; body?: FormData } = {},
  ): Promise<GraphAnswer> => {
    const { method = 'GET', json, token = defaultSettings.accessToken, body } = init;
    const response = await fetch(sandbox.url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(json !== undefined && { 'content-type': 'application/json' }) },
      ...(json !== undefined ? { body: JSON.stringify(json) } : body && { body }),
    });
    return { status: response.status, headers: response.headers, body: jsonOf(await response.text()) };
  };
  return {
    url: sandbox.url,
    webhookUrl,
    received,
    /** HTTP statuses of the receiver's next answers; 200 when there are none. */
    answers,
    call,
    send: (message: unknown) => call(`/v25.0/${phoneNumberId}/messages`, { method: 'POST', json: message }),
    control: (method: string, path: string, json?: unknown) => call(`/sandbox${path}`, { method, json: json ?? {} }),
    stats: async () => objectIn((await call('/sandbox/stats')).body),
    close: async () => {
      await sandbox.close();
      receiver.closeAllConnections();
      await new Promise((resolve) => receiver.close(resolve));
    },
  };
}

export type SandboxUnderTest = Awaited<ReturnType<typeof sandboxUnderTest>>;

/** A purchase order as this project sends it. */
export function purchaseOrder(to: string, callbackData?: string) {
  return {
    messaging_product: 'whatsapp',
    to,
    type: 'template',
    template: {
      name: 'po_notification',
      language: { code: 'es' },
      components: [
        {
          type: 'body',
          parameters: ['Proveedor ABC', 'PO-2024-001', '€1,250.00'].map((text) => ({ type: 'text', text })),
        },
      ],
    },
    ...(callbackData !== undefined && { biz_opaque_callback_data: callbackData }),
  };
}

/** Waits until the condition holds; throws when it does not within 10 seconds. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited 10 s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Every object anywhere in a body that stands in an array under this name: `statuses`, `messages`, `changes`. */
export function allUnder(name: string, value: unknown): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap((each) => allUnder(name, each));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const own = key === name && Array.isArray(child) ? child.filter(isJsonObject) : [];
    return [...own, ...allUnder(name, child)];
  });
}

export function statusesOf(received: readonly ReceivedWebhook[]): JsonObject[] {
  return received.flatMap(({ body }) => allUnder('statuses', body));
}

export function objectIn(value: unknown, ...path: string[]): JsonObject {
  const [name, ...rest] = path;
  if (!isJsonObject(value)) throw new Error(`not an object: ${JSON.stringify(value)}`);
  return name === undefined ? value : objectIn(value[name], ...rest);
}

export function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/meta/${name}.json`, import.meta.url), 'utf8'));
}

/** Paths and types of everything in a value; the elements of an array count together. */
export function shapeOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return unique([path + '[]', ...value.flatMap((each) => shapeOf(each, path + '[]'))]);
  if (!isJsonObject(value)) return [`${path}: ${value === null ? 'null' : typeof value}`];
  return unique(Object.entries(value).flatMap(([key, child]) => shapeOf(child, `${path}.${key}`)));
}

function unique(lines: readonly string[]): string[] {
  return [...new Set(lines)].sort();
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
