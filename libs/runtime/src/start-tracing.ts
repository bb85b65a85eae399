import type { Environment } from './environment.js';
import type { EventLog } from './event-log.js';
import { Tracing } from './tracing.js';

/**
 * Traces for this process where a collector is named (OTEL_EXPORTER_OTLP_ENDPOINT); else nothing, and OpenTelemetry is not even
 * loaded. https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export async function startTracing(app: string, environment: Environment, log: EventLog): Promise<Tracing> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own } = environment;
  const url = own ?? (endpoint === undefined ? undefined : `${endpoint.replace(/\/+$/, '')}/v1/traces`);
  if (url === undefined || environment.OTEL_SDK_DISABLED) return Tracing.off();
  const { OpenTelemetry } = await import('./open-telemetry.js');
  return OpenTelemetry.start({
    url,
    protocol: environment.OTEL_EXPORTER_OTLP_PROTOCOL,
    serviceName: environment.OTEL_SERVICE_NAME ?? `recado-${app}`,
    log,
  });
}
