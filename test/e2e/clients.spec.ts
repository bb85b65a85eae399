import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ApiKeysRepository } from '#clients';
import { freePort } from '#local-postgres';
import { type CallbackMessage, Recado, RecadoError, type RecadoOptions } from '../../libs/client/src/index.js';
import { type FailingProxy, type Road, startFailingProxy } from '../support/failing-proxy.js';
import { type ForeignProject, installClient } from '../support/installed-client.js';
import { PYTHON_CLIENT, findPython, runPython } from '../support/python.js';
import { ADMIN_KEY, type Stack, startStack, until } from '../support/stack.js';

const NOBODY = '00000000-0000-7000-8000-000000000000';
const SECRET = `whsec_${Buffer.from('of the procurement service').toString('base64')}`;
const TYPE_CACHE = join(import.meta.dirname, '../../node_modules/.cache/recado/mypy');
const python = findPython();

let stack: Stack;
let proxy: FailingProxy;
let readerKey: string;

beforeAll(async () => {
  const started = await startStack({ worker: true });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
  proxy = await startFailingProxy(stack.url);
  const reader = { clientName: 'reader', keyName: 'test', senderIds: null, expiresAt: null };
  readerKey = (await stack.app.get(ApiKeysRepository).create({ ...reader, scopes: ['messages:read'] })).text;
});
afterAll(async () => {
  await proxy.close();
  await stack.stop();
});

// Each to a recipient of its own: one alone gets one every few seconds.
let made = 0;
const phone = (): string => `+34600${String((made += 1)).padStart(6, '0')}`;
const order = (change: object = {}) => ({
  supplier: { name: 'Proveedor ABC', phone: phone() },
  orderNumber: `PO-TS-${(made += 1)}`,
  total: { amount: '1250.00', currency: 'EUR' },
  ...change,
});
const message = (change: object = {}) => ({
  to: phone(),
  reference: `TS-${(made += 1)}`,
  template: { name: 'po_notification', parameters: ['Proveedor ABC', 'PO-2024-001', '€1,250.00'] },
  ...change,
});

async function all<Item>(list: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of list) items.push(item);
  return items;
}

async function refusal(call: Promise<unknown>): Promise<RecadoError> {
  const error: unknown = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof RecadoError) return error;
  throw new Error(`a refusal was expected, not ${String(error)}`);
}

describe('the TypeScript client', () => {
  let recado: Recado;
  beforeAll(() => {
    recado = new Recado({ url: stack.url, key: ADMIN_KEY });
  });

  it('sends an order and follows it until it is read', async () => {
    const { message: sent, replayed } = await recado.sendOrder(order({ orderNumber: 'PO-TS' }));
    expect([sent.reference, sent.superseded, replayed]).toEqual(['PO-TS', null, false]);
    await until('it is read', async () => (await recado.message(sent.id)).status === 'READ');
    const { events } = await recado.message(sent.id);
    expect(events.map(({ type }) => type)).toContain('read');
  });

  it('finds the same message for the same order, and for the same key and message', async () => {
    const twice = order();
    const [first, again] = [await recado.sendOrder(twice), await recado.sendOrder(twice)];
    expect([again.message.id, again.replayed]).toEqual([first.message.id, true]);
    const body = message();
    const [one, other] = [
      await recado.send(body, { idempotencyKey: 'typescript-1' }),
      await recado.send(body, { idempotencyKey: 'typescript-1' }),
    ];
    expect([other.message.id, one.replayed, other.replayed]).toEqual([one.message.id, false, true]);
    const own = await recado.send(body);
    expect(own.message.id).not.toBe(one.message.id);
  });

  it('has a result for each message of a batch', async () => {
    const results = await recado.sendBatch([message(), message({ to: '612345678' }), message()]);
    expect(results.map(({ accepted }) => accepted)).toEqual([true, false, true]);
    expect(results[1]).toMatchObject({ error: { code: 'PHONE_INVALID', status: 422, field: 'to' } });
  });

  it('goes over the pages of a list as they are needed', async () => {
    await recado.sendBatch(Array.from({ length: 7 }, () => message({ reference: 'TS-pages' })));
    const [whole, begun] = [proxy.behind(), proxy.behind()];
    const found = await all(behind(whole).messages({ reference: 'TS-pages', limit: 3 }));
    expect(new Set(found.map(({ id }) => id)).size).toBe(7);
    expect(whole.calls).toHaveLength(3);
    for await (const _message of behind(begun).messages({ reference: 'TS-pages', limit: 3 })) break;
    expect(begun.calls).toHaveLength(1);
  });

  it('cancels what waits, reads suppressions, and reaches every other path with its types', async () => {
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const { message: sent } = await recado.send(message({ sendAt }));
    expect(await recado.cancel(sent.id)).toMatchObject({ status: 'CANCELLED' });
    expect(await refusal(recado.resend(sent.id))).toMatchObject({ code: 'NOT_RESENDABLE' });
    expect(await all(recado.suppressions({ to: '+34699999999' }))).toEqual([]);
    const { data } = await recado.api.GET('/api/v1/whatsapp/templates');
    expect(data?.items.map(({ name }) => name)).toContain('po_notification');
  });

  describe('refused', () => {
    const cases: readonly (readonly [
      code: string,
      status: number,
      field: string | null,
      call: () => Promise<unknown>,
    ])[] = [
      ['INVALID_REQUEST', 400, 'colour', () => recado.send(message({ colour: 'red' }))],
      ['NOT_FOUND', 404, null, () => recado.message(NOBODY)],
      ['PURCHASE_ORDER_CHANGED', 409, null, () => changed()],
      ['NOT_RESENDABLE', 409, null, () => cancelledAndResent()],
      [
        'VALIDATION_FAILED',
        422,
        'total.amount',
        () => recado.sendOrder(order({ total: { amount: '1,5', currency: 'EUR' } })),
      ],
      ['PHONE_INVALID', 422, 'to', () => recado.send(message({ to: '612345678' }))],
      ['IDEMPOTENCY_KEY_REUSED', 422, null, () => reused()],
      ['TEMPLATE_UNKNOWN', 422, 'template.name', () => recado.send(message({ template: { name: 'nobody_knows' } }))],
      ['SENDER_UNKNOWN', 422, 'sender', () => recado.send(message({ sender: '1' }))],
      ['SUPPRESSED', 422, 'to', () => suppressed()],
      ['UNAUTHENTICATED', 401, null, () => new Recado({ url: stack.url, key: 'rk_of-nobody' }).sendOrder(order())],
      ['SCOPE_MISSING', 403, null, () => new Recado({ url: stack.url, key: readerKey }).sendOrder(order())],
    ];
    const changed = async (): Promise<unknown> => {
      const first = order();
      await recado.sendOrder(first);
      return recado.sendOrder({ ...first, total: { amount: '990.00', currency: 'EUR' } });
    };
    const reused = async (): Promise<unknown> => {
      await recado.send(message(), { idempotencyKey: 'typescript-reused' });
      return recado.send(message(), { idempotencyKey: 'typescript-reused' });
    };
    const cancelledAndResent = async (): Promise<unknown> => {
      const sendAt = new Date(Date.now() + 3_600_000).toISOString();
      const { id } = await recado.cancel((await recado.send(message({ sendAt }))).message.id);
      return recado.resend(id);
    };
    const suppressed = async (): Promise<unknown> => {
      await recado.api.POST('/api/v1/whatsapp/suppressions', { body: { to: '+34699999998', scope: 'all' } });
      return recado.send(message({ to: '+34699999998' }));
    };

    it.each(cases)(
      'with %s says which field, what to do, and what the log knows it by',
      async (code, status, field, call) => {
        const error = await refusal(call());
        const known = { code, status, temporary: false, requestId: expect.stringMatching(/./) };
        expect(error).toMatchObject({ ...known, ...(field !== null && { field }) });
        expect(error.remedy).not.toBe(error.detail);
        expect(error.message).toBe(`${code}: ${error.detail}`);
      },
    );
  });

  describe('behind what fails first', () => {
    it.each([[['503']], [['429']], [['cut']], [['lost']], [['half']], [['503', 'lost', '429']]])(
      'sends once through %j, with one key',
      async (steps) => {
        const road = proxy.behind(...steps);
        const body = message();
        const pauses: number[] = [];
        await behind(road, { wait: noting(pauses) }).send(body);
        expect(road.calls).toHaveLength(steps.length + 1);
        expect(new Set(road.calls.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
        expect(road.calls[0]?.idempotencyKey).toMatch(/^[0-9a-f-]{36}$/);
        expect(pauses).toHaveLength(steps.length);
        expect(await all(recado.messages({ reference: body.reference }))).toHaveLength(1);
      },
    );

    it.each([
      ['503', 'UNAVAILABLE'],
      ['429', 'RATE_LIMITED'],
      ['cut', 'UNREACHABLE'],
      ['half', 'UNREACHABLE'],
      ['502', 'UNEXPECTED_ANSWER'],
    ])('fails at the first %s with repetitions off', async (step, code) => {
      const road = proxy.behind(step);
      const call = behind(road, { retries: 0 }).send(message(), { idempotencyKey: 'typescript-mine' });
      expect(await refusal(call)).toMatchObject({ code, temporary: true, idempotencyKey: 'typescript-mine' });
      expect(road.calls).toHaveLength(1);
    });

    it('waits as long as it is asked to, and longer each time, before it gives up', async () => {
      const road = proxy.behind('503', '503', '503', '503');
      const pauses: number[] = [];
      const error = await refusal(behind(road, { wait: noting(pauses), random: () => 0 }).sendOrder(order()));
      expect(error).toMatchObject({ code: 'UNAVAILABLE', retryAfter: 2 });
      expect(pauses).toEqual([2_250, 2_500, 3_000]);
    });

    it('spreads its pauses', async () => {
      const pauses: number[] = [];
      for (const random of [0, 1]) {
        const client = behind(proxy.behind('cut'), { wait: noting(pauses), random: () => random });
        await client.api.GET('/api/v1/whatsapp/templates');
      }
      expect(pauses).toEqual([250, 500]);
    });

    it('leaves a wait of an hour to the caller', async () => {
      const road = proxy.behind('429-3600');
      expect(await refusal(behind(road).sendOrder(order()))).toMatchObject({ retryAfter: 3_600 });
      expect(road.calls).toHaveLength(1);
    });

    it.each(['503', 'lost'])('does not repeat after %s what is not safe to repeat', async (step) => {
      const road = proxy.behind(step);
      await refusal(behind(road, { wait: noting([]) }).resend(NOBODY));
      expect(road.calls).toHaveLength(1);
    });

    it('repeats whatever was one too many', async () => {
      const road = proxy.behind('429');
      const call = behind(road, { wait: noting([]) }).resend(NOBODY);
      expect(await refusal(call)).toMatchObject({ code: 'NOT_FOUND' });
      expect(road.calls).toHaveLength(2);
    });

    it('takes no answer in time for none', async () => {
      const road = proxy.behind('hang', 'hang');
      const call = behind(road, { timeout: 200, retries: 1, wait: noting([]) }).sendOrder(order());
      expect(await refusal(call)).toMatchObject({ code: 'TIMED_OUT', status: null, temporary: true });
      expect(road.calls).toHaveLength(2);
    });

    it('is called off by its caller, while it waits for the answer and between two calls', async () => {
      const waiting = new AbortController();
      const [hanging, refusing] = [proxy.behind('hang'), proxy.behind('503-60')];
      const calls = [hanging, refusing].map((road) => behind(road).sendOrder(order(), { signal: waiting.signal }));
      await until('both were called', () => hanging.calls.length + refusing.calls.length === 2);
      waiting.abort(new Error('not wanted any more'));
      for (const call of calls) await expect(call).rejects.toThrow('not wanted any more');
      expect(refusing.calls).toHaveLength(1);
    });
  });
});

describe.runIf(python !== null)('the Python client', () => {
  const inPython = (...args: readonly string[]) =>
    runPython(python ?? '', args, {
      RECADO_URL: stack.url,
      RECADO_KEY: ADMIN_KEY,
      RECADO_READER_KEY: readerKey,
      RECADO_PROXY: proxy.url,
    });

  it('sends, pages, repeats and verifies in its own tests, all of them, against the same API', async () => {
    const { code, output } = await inPython('-m', 'pytest');
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringMatching(/^\d+ passed in/m) });
  });

  it('is written as its linter likes it', async () => {
    for (const words of [['check'], ['format', '--check']]) {
      const { code, output } = await inPython('-m', 'ruff', ...words, '--no-cache', '.');
      expect({ code, output }).toMatchObject({ code: 0 });
    }
  });

  it('says what it takes and gives in types that a strict checker has nothing against', async () => {
    const { code, output } = await inPython('-m', 'mypy', '--cache-dir', TYPE_CACHE, 'src', 'tests', 'examples');
    expect({ code, output }).toMatchObject({ code: 0 });
  });
});

describe('the examples of docs/integrating.md', () => {
  let project: ForeignProject;
  const receivers: ChildProcess[] = [];
  beforeAll(async () => {
    project = await installClient();
  });
  afterEach(() => {
    for (const receiver of receivers.splice(0)) receiver.kill();
  });
  afterAll(() => project.remove());

  const environment = () => ({
    PATH: process.env['PATH'] ?? '',
    PYTHONPATH: join(PYTHON_CLIENT, 'src'),
    RECADO_URL: stack.url,
    RECADO_KEY: ADMIN_KEY,
    RECADO_CALLBACK_SECRET: SECRET,
  });
  const languages = python === null ? ['TypeScript'] : ['TypeScript', 'Python'];
  const program = (language: string, name: string): readonly [program: string, file: string] =>
    language === 'Python'
      ? [python ?? '', join(PYTHON_CLIENT, 'examples', `${name.replaceAll('-', '_')}.py`)]
      : [process.execPath, join(project.dir, `${name}.js`)];

  it('are published with their types, and nothing but what is needed', () => {
    expect(project.typeFaults()).toEqual([]);
    const kinds = project.published.map((name) => name.replace(/^dist\/.+?(\.d\.ts|\.js)$/, 'dist/*$1'));
    expect([...new Set(kinds)].toSorted()).toEqual([
      'LICENSE',
      'README.md',
      'dist',
      'dist/*.d.ts',
      'dist/*.js',
      'package.json',
    ]);
  });

  it.each(languages)('send an order in %s, once', async (language) => {
    const [first, again] = [await run(program(language, 'send-order')), await run(program(language, 'send-order'))];
    const [, id = ''] = /^accepted:? (\S+)$/m.exec(first) ?? [];
    expect(first).toMatch(/^Hola Proveedor ABC, .* por un total de €1,250.00\.$/m);
    expect(first).toMatch(new RegExp(`^${id} is (PENDING|SENT|DELIVERED|READ)$`, 'm'));
    expect(again).toMatch(new RegExp(`^known:? ${id}$`, 'm'));
  });

  it.each(languages)('handle each failure in %s', async (language) => {
    const said = await run(program(language, 'handle-failures'));
    const lines = said
      .trim()
      .split('\n')
      .map((line) => line.slice(16).trim());
    expect(lines).toEqual([
      'accepted, PENDING',
      'accepted, PENDING',
      expect.stringMatching(/^wrong phone: .*\+34612345678/),
      expect.stringMatching(/^rejected: total\.amount: .*\b1250\.00\b/),
      'our own fault, page somebody: Use a key that is complete, not revoked and not past its end.',
      'later: UNREACHABLE',
    ]);
  });

  it.each(languages)('receive callbacks in %s: once each, all replies, no old states, signed', async (language) => {
    const { url, said, ready } = receive(program(language, 'receive-callbacks'), await freePort());
    await ready;
    const { message: sent } = await new Recado({ url: stack.url, key: ADMIN_KEY }).sendOrder(order());
    const delivered = callback('message.delivered', { ...sent, status: 'DELIVERED', version: 12 });
    const earlier = callback('message.sent', { ...sent, status: 'SENT', version: 11 });
    const words = { type: 'text', text: 'Gracias', payload: null, acknowledgedOrder: null };
    const reply = callback('message.reply', {
      ...sent,
      status: 'SENT',
      version: 10,
      reply: { ...words, at: sent.createdAt },
    });
    const acknowledged = { ...sent, version: 9, acknowledgedOrder: { orderNumber: 'PO-2024-001' } };
    const answers = [
      await post(url, delivered, { id: 'evt_2' }),
      await post(url, delivered, { id: 'evt_2' }),
      await post(url, earlier, { id: 'evt_1' }),
      await post(url, reply, { id: 'evt_7' }),
      await post(url, callback('message.order_acknowledged', acknowledged), { id: 'evt_8' }),
      await post(url, callback('sender.paused', { id: '1', version: 13 }), { id: 'evt_3' }),
      await post(url, delivered, { id: 'evt_4', secret: `whsec_${Buffer.from('of nobody').toString('base64')}` }),
      await post(url, delivered, { id: 'evt_5', age: 301 }),
      await post(url, delivered.replace('DELIVERED', 'READ'), { id: 'evt_6', signedBody: delivered }),
    ];
    expect(answers).toEqual([204, 204, 204, 204, 204, 204, 401, 401, 401]);
    await until('it has said it all', () => said.length >= 10);
    expect(said).toEqual([
      'listening',
      `${sent.reference} is DELIVERED`,
      'known',
      'old',
      `${sent.reference} was answered: Gracias`,
      'PO-2024-001 was acknowledged',
      'sender.paused',
      expect.stringMatching(/^refused: .*signature/i),
      expect.stringMatching(/^refused: .*old/i),
      expect.stringMatching(/^refused: .*signature/i),
    ]);
  });

  async function run([program, file]: readonly [string, string]): Promise<string> {
    return (await promisify(execFile)(program, [file], { env: environment() })).stdout;
  }

  function receive([program, file]: readonly [string, string], port: number) {
    const env = { ...environment(), PORT: String(port) };
    const receiver = spawn(program, [file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    receivers.push(receiver);
    const lines = createInterface({ input: receiver.stdout });
    const said: string[] = [];
    lines.on('line', (line) => said.push(line));
    return { url: `http://127.0.0.1:${port}/`, said, ready: once(lines, 'line') };
  }
});

function behind(road: Road, options: Partial<RecadoOptions> = {}): Recado {
  return new Recado({ url: road.url, key: ADMIN_KEY, ...options });
}

/** Takes note of a pause instead of making it. */
function noting(pauses: number[]): (milliseconds: number) => Promise<void> {
  return (milliseconds) => {
    pauses.push(milliseconds);
    return Promise.resolve();
  };
}

function callback(type: string, data: Partial<CallbackMessage> & { readonly version: number }): string {
  return JSON.stringify({ type, timestamp: new Date().toISOString(), data });
}

/** The status that a receiver answers a callback with, signed as the public library of Standard Webhooks does it. */
async function post(
  url: string,
  body: string,
  {
    id,
    secret = SECRET,
    age = 0,
    signedBody = body,
  }: { id: string; secret?: string; age?: number; signedBody?: string },
): Promise<number> {
  const at = new Date(Date.now() - age * 1_000);
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign(id, at, signedBody),
  };
  return (await fetch(url, { method: 'POST', body, headers })).status;
}
