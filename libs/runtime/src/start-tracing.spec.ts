import { afterEach, describe, expect, it } from 'vitest';
import { type TraceCollector, startTraceCollector } from '../../../test/support/trace-collector.js';
import { EventLog } from './event-log.js';
import { readEnvironment } from './read-environment.js';
import { startTracing } from './start-tracing.js';
import type { Tracing } from './tracing.js';

const running: TraceCollector[] = [];
afterEach(async () => {
  for (const collector of running.splice(0)) await collector.stop();
});

async function collecting(status = 200): Promise<TraceCollector> {
  const collector = await startTraceCollector(status);
  running.push(collector);
  return collector;
}

async function tracing(variables: Readonly<Record<string, string>>, lines: string[] = []): Promise<Tracing> {
  const reading = readEnvironment({ ...variables, DATABASE_URL: 'postgres://a' }, 'cli');
  if (reading.kind === 'invalid') throw new Error(reading.problems.join('\n'));
  const log = new EventLog(
    'api',
    'info',
    (line) => lines.push(line),
    () => new Date(),
  );
  return startTracing('api', reading.environment, log);
}

describe('traces', () => {
  it('are off where no collector is named: a step has no traceparent to hand on', async () => {
    const off = await tracing({});
    const span = off.begin({ name: 'send message', kind: 'consumer', within: null });
    span.end({ code: 1 }, true);
    expect([off.on, span.traceparent]).toEqual([false, null]);
    await off.stop();
  });

  it('go as protobuf to /v1/traces of the collector when the process ends', async () => {
    const collector = await collecting();
    const on = await tracing({ OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`, OTEL_SERVICE_NAME: 'orders' });
    on.begin({ name: 'send message', kind: 'consumer', within: null }).end();
    await on.stop();
    expect(collector.received).toMatchObject([{ path: '/v1/traces', type: 'application/x-protobuf' }]);
    expect(collector.received[0]?.body.toString('latin1')).toContain('orders');
  });

  it('go where OTEL_EXPORTER_OTLP_TRACES_ENDPOINT says, with its own path', async () => {
    const collector = await collecting();
    const on = await tracing({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/otlp/spans`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    });
    on.begin({ name: 'send message', kind: 'consumer', within: null }).end();
    await on.stop();
    expect(collector.received).toMatchObject([{ path: '/otlp/spans', type: 'application/json' }]);
    expect(collector.spans()).toMatchObject([{ service: 'recado-api', name: 'send message', parentSpanId: '' }]);
  });

  it('follow the decision of whoever began: what was not sampled there is not sampled here', async () => {
    const collector = await collecting();
    const on = await tracing({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    });
    const within = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';
    const span = on.begin({ name: 'send message', kind: 'consumer', within });
    span.end();
    await on.stop();
    expect(span.traceparent).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-00$/);
    expect(collector.spans()).toEqual([]);
  });

  it('that the collector refuses are told of once, and nobody waits for them', async () => {
    const collector = await collecting(400);
    const lines: string[] = [];
    const on = await tracing({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }, lines);
    on.begin({ name: 'send message', kind: 'consumer', within: null }).end();
    await on.stop();
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([{ level: 'warn', event: 'tracing.problem' }]);
  });
});
