import {
  type Context,
  DiagLogLevel,
  ROOT_CONTEXT,
  type Span as OpenSpan,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  defaultTextMapGetter,
  diag,
} from '@opentelemetry/api';
import { TRACE_PARENT_HEADER, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  detectResources,
  envDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { endsWithin } from './ends-within.js';
import type { OtlpProtocol } from './environment.js';
import type { EventLog } from './event-log.js';
import { type Span, type SpanFields, type SpanStart, Tracing } from './tracing.js';

export interface OpenTelemetrySettings {
  /** Whole, `/v1/traces` included. */
  readonly url: string;
  readonly protocol: OtlpProtocol;
  readonly serviceName: string;
  readonly log: EventLog;
}

const KIND = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/** A collector that is away refuses every batch for the same reason. */
const SAME_PROBLEM_EVERY_MS = 60_000;

/** As long as a sweep may take; all of the end has 20 s (stop-in-time.ts). */
const LONGEST_STOP_MS = 2_000;

const propagator = new W3CTraceContextPropagator();

/**
 * Traces by OpenTelemetry's own SDK, which reads its further variables itself (OTEL_TRACES_SAMPLER, OTEL_BSP_…,
 * OTEL_RESOURCE_ATTRIBUTES, OTEL_EXPORTER_OTLP_HEADERS). Nothing is instrumented by itself, and nothing is global: what a span
 * belongs to is said where it begins, because between two steps of a message lie a queue, a process, and Meta.
 */
export class OpenTelemetry extends Tracing {
  readonly on = true;

  private constructor(
    private readonly provider: BasicTracerProvider,
    private readonly tracer: Tracer,
    private readonly tellProblem: (problem: string) => void,
  ) {
    super();
  }

  static start({ url, protocol, serviceName, log }: OpenTelemetrySettings): OpenTelemetry {
    const tellProblem = problemTeller(log);
    const silent = (): void => undefined;
    const logger = { error: tellProblem, warn: tellProblem, info: silent, debug: silent, verbose: silent };
    diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
    const exporter = protocol === 'http/json' ? new JsonExporter({ url }) : new ProtobufExporter({ url });
    const provider = new BasicTracerProvider({
      // The later one wins: the environment's own words over ours.
      resource: resourceFromAttributes({ 'service.name': serviceName }).merge(
        detectResources({ detectors: [serviceInstanceIdDetector, envDetector] }),
      ),
      spanProcessors: [new BatchSpanProcessor(exporter)],
    });
    return new OpenTelemetry(provider, provider.getTracer('recado'), tellProblem);
  }

  begin({ name, kind, within, fields = {} }: SpanStart): Span {
    const parent = contextOf(within);
    const span = this.tracer.startSpan(name, { kind: KIND[kind], attributes: { ...fields } }, parent);
    return new Step(span);
  }

  async stop(): Promise<void> {
    // What cannot be handed over must not keep a process from ending.
    const handedOver = this.provider
      .shutdown()
      .catch((error: unknown) => this.tellProblem(error instanceof Error ? error.message : String(error)));
    await endsWithin(LONGEST_STOP_MS, handedOver);
  }
}

class Step implements Span {
  readonly traceparent: string;

  constructor(private readonly span: OpenSpan) {
    const { traceId, spanId, traceFlags } = span.spanContext();
    this.traceparent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  }

  end(fields: SpanFields = {}, failed = false): void {
    this.span.setAttributes(fields);
    if (failed) this.span.setStatus({ code: SpanStatusCode.ERROR });
    this.span.end();
  }
}

/** What is no traceparent begins a trace of its own: the caller's header is anybody's. */
function contextOf(traceparent: string | null): Context {
  if (traceparent === null) return ROOT_CONTEXT;
  return propagator.extract(ROOT_CONTEXT, { [TRACE_PARENT_HEADER]: traceparent }, defaultTextMapGetter);
}

function problemTeller(log: EventLog): (problem: string) => void {
  let toldAt = -Infinity;
  return (problem) => {
    if (performance.now() - toldAt < SAME_PROBLEM_EVERY_MS) return;
    toldAt = performance.now();
    log.warn('tracing.problem', { problem });
  };
}
