import { once } from 'node:events';
import { type IncomingMessage, createServer } from 'node:http';
import { at } from './examples.js';

/** A span as OTLP's JSON says it. https://opentelemetry.io/docs/specs/otlp/#otlphttp */
export interface CollectedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface TraceCollector {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  /** Bodies as they came, with the path and the content type. */
  readonly received: readonly { readonly path: string; readonly type: string; readonly body: Buffer }[];
  /** Of what came as JSON. */
  spans(): readonly CollectedSpan[];
  stop(): Promise<void>;
}

/** What takes traces in, as an OpenTelemetry collector does over HTTP. `status`: what it answers. */
export async function startTraceCollector(status = 200): Promise<TraceCollector> {
  const received: { path: string; type: string; body: Buffer }[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      received.push({ path: request.url ?? '', type: request.headers['content-type'] ?? '', body });
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    spans: () => received.filter(({ type }) => type === 'application/json').flatMap(({ body }) => spansIn(body)),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (chunk instanceof Buffer) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function spansIn(body: Buffer): CollectedSpan[] {
  const json: unknown = JSON.parse(body.toString('utf8'));
  return listAt(json, 'resourceSpans').flatMap((resource) => {
    const service = String(fieldsOf(at(resource, 'resource'))['service.name']);
    return listAt(resource, 'scopeSpans')
      .flatMap((scope) => listAt(scope, 'spans'))
      .map((span) => ({
        service,
        name: String(at(span, 'name')),
        traceId: String(at(span, 'traceId')),
        spanId: String(at(span, 'spanId')),
        parentSpanId: textOf(at(span, 'parentSpanId')),
        fields: fieldsOf(span),
      }));
  });
}

function fieldsOf(holder: unknown): Record<string, unknown> {
  const entries = listAt(holder, 'attributes').map((entry) => {
    const value = at(entry, 'value');
    return [String(at(entry, 'key')), at(value, 'stringValue') ?? at(value, 'intValue')] as const;
  });
  return Object.fromEntries(entries);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function listAt(json: unknown, key: string): readonly unknown[] {
  const list = at(json, key);
  return Array.isArray(list) ? list : [];
}
