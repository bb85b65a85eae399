import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleMessage, exampleOrder, textAt } from '../support/examples.js';
import { privateData } from '../support/private-data.js';
import { dumpOfPostgresQueue } from '../support/queue-dump.js';
import { type Stack, startStack, until } from '../support/stack.js';
import { type CollectedSpan, type TraceCollector, startTraceCollector } from '../support/trace-collector.js';

/** Of the procurement service, which traces itself. */
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER_SPAN = '00f067aa0ba902b7';

const root = join(import.meta.dirname, '../..');

let collector: TraceCollector;
let stack: Stack;
let id: string;

beforeAll(async () => {
  collector = await startTraceCollector();
  const traces = {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '100',
  };
  // The API runs in this process, and the SDK reads how often it reports from there.
  process.env['OTEL_BSP_SCHEDULE_DELAY'] = traces.OTEL_BSP_SCHEDULE_DELAY;
  const started = await startStack({ backend: 'postgres', worker: true, environment: traces });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
  const headers = { traceparent: `00-${TRACE}-${CALLER_SPAN}-01` };
  id = textAt((await stack.call('POST', '/purchase-orders', { body: exampleOrder(), headers })).json, 'id');
  await until('the order is read', async () => {
    return textAt((await stack.call('GET', `/messages/${id}`)).json, 'status') === 'READ';
  });
  await until('its reading was reported', () => ofOrder().some(({ name }) => name === 'message read'));
});

afterAll(async () => {
  delete process.env['OTEL_BSP_SCHEDULE_DELAY'];
  await stack.stop();
  await collector.stop();
});

const ofOrder = (): readonly CollectedSpan[] => collector.spans().filter(({ traceId }) => traceId === TRACE);

function theOne(name: string): CollectedSpan {
  const [span, another] = ofOrder().filter((candidate) => candidate.name === name);
  if (span === undefined || another !== undefined) throw new Error(`not one ${name}, of ${JSON.stringify(ofOrder())}`);
  return span;
}

describe('the trace of an order', () => {
  it("goes on that of whoever called, from the request through the queue to Meta and to Meta's webhooks", () => {
    const request = theOne('POST /api/v1/whatsapp/purchase-orders');
    expect(request).toMatchObject({ service: 'recado-api', parentSpanId: CALLER_SPAN });
    const sending = theOne('send message');
    expect(sending).toMatchObject({ service: 'recado-worker', parentSpanId: request.spanId });
    expect(sending.fields).toMatchObject({ 'messaging.message.id': id, 'recado.outcome': 'accepted' });
    const call = theOne('POST /{phone_number_id}/messages');
    expect(call).toMatchObject({ service: 'recado-worker', parentSpanId: sending.spanId });
    for (const name of ['message sent', 'message delivered', 'message read'])
      expect(theOne(name), name).toMatchObject({ parentSpanId: request.spanId });
    expect(theOne('message read').service).toBe('recado-api');
  });

  it('is kept with the row of the message, and not in its job', async () => {
    const [row] = await stack.sql('SELECT traceparent FROM whatsapp_messages WHERE id = $1', [id]);
    expect(row?.['traceparent']).toBe(`00-${TRACE}-${theOne('POST /api/v1/whatsapp/purchase-orders').spanId}-01`);
    const queue = await dumpOfPostgresQueue(stack.databaseUrl);
    expect(queue).toContain(id);
    expect(queue).not.toContain(TRACE);
  });

  it('is not joined by other requests, nor by a message without a caller that traces', async () => {
    const { json } = await stack.call('POST', '/messages', { body: exampleMessage() });
    const other = textAt(json, 'id');
    const sent = (): CollectedSpan | undefined =>
      collector.spans().find(({ name, fields }) => name === 'send message' && fields['messaging.message.id'] === other);
    await until('it was sent', () => sent() !== undefined);
    expect(sent()?.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(sent()?.traceId).not.toBe(TRACE);
  });

  it('begins anew where the caller sends what is no traceparent', async () => {
    const headers = { traceparent: '00-zzz', 'x-request-id': 'of-a-broken-tracer' };
    expect((await stack.call('GET', `/messages/${id}`, { headers })).status).toBe(200);
    const span = (): CollectedSpan | undefined =>
      collector.spans().find(({ fields }) => fields['recado.request_id'] === 'of-a-broken-tracer');
    await until('it was reported', () => span() !== undefined);
    expect(span()).toMatchObject({ name: 'GET /api/v1/whatsapp/messages/:id', parentSpanId: '' });
  });

  it('is joined by nobody who shows no key: neither a stranger nor a webhook has its spans in the trace of somebody else', async () => {
    const foreign = '5bf92f3577b34da6a3ce929d0e0e4737';
    const headers = { traceparent: `00-${foreign}-${CALLER_SPAN}-01`, 'x-request-id': 'of-a-stranger' };
    for (const key of [null, `rk_00000000_${'0'.repeat(32)}`])
      expect((await stack.call('GET', '/messages', { key, headers })).status).toBe(401);
    expect((await stack.call('POST', '/webhook', { key: null, body: {}, headers })).status).toBe(401);
    const ofStranger = (): readonly CollectedSpan[] =>
      collector.spans().filter(({ fields }) => fields['recado.request_id'] === 'of-a-stranger');
    await until('the webhook was reported', () => ofStranger().length > 0);
    expect(ofStranger()).toMatchObject([{ name: 'POST /api/v1/whatsapp/webhook', parentSpanId: '' }]);
    expect(collector.spans().filter(({ traceId }) => traceId === foreign)).toEqual([]);
  });

  it("tells of Meta's calls, too, and of no health check", async () => {
    await stack.call('GET', '//health/ready');
    const names = new Set(collector.spans().map(({ name }) => name));
    expect(names).toContain('POST /api/v1/whatsapp/webhook');
    expect([...names].filter((name) => name.includes('health'))).toEqual([]);
  });

  it('holds no personal data and no secret', () => {
    const told = collector.received.map(({ body }) => body.toString('utf8')).join('\n');
    expect(told).toContain(id);
    expect(privateData(told, { names: ['Proveedor ABC', 'PO-2024-001'], keys: ['admin-key', 'sandbox-'] })).toEqual([]);
  });
});

describe('without a collector', () => {
  it.each([
    ['nothing is named', {}, false],
    ['it is switched off', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318', OTEL_SDK_DISABLED: 'true' }, false],
    ['control: it is on', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' }, true],
  ])('OpenTelemetry is not even loaded: %s', (_what, variables, loaded) => {
    const program = `
      import { createRequire } from 'node:module';
      const { EventLog, readEnvironment, startTracing } = await import(${JSON.stringify(join(root, 'dist/libs/runtime/src/index.js'))});
      const { environment } = readEnvironment(${JSON.stringify({ ...variables, DATABASE_URL: 'postgres://a' })}, 'cli');
      await startTracing('api', environment, new EventLog('api', 'error', () => undefined, () => new Date()));
      const modules = Object.keys(createRequire(import.meta.url).cache);
      process.stdout.write(String(modules.some((path) => path.includes('@opentelemetry/sdk-trace-base'))));
      process.exit(0);`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: root,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '' },
    });
    expect([stdout, stderr]).toEqual([String(loaded), '']);
  });
});
