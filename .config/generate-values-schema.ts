import { describedVariables, type VariableDescription } from '#runtime';

type Schema = Readonly<Record<string, unknown>>;

/** Variables that come from a Secret: values stay in the history of releases, and ConfigMaps are read by many. */
const SECRET = /_(TOKEN|SECRET|KEY)$|^(DATABASE|REDIS)_URL$/;

/** Variables that follow from the chart itself: ports, and where it mounts what is in Secrets. */
const OF_THE_CHART = new Set([
  'API_PORT',
  'WORKER_PORT',
  'SANDBOX_PORT',
  'WHATSAPP_ACCESS_TOKEN_FILE',
  'WHATSAPP_SENDERS_FILE',
  'RATE_CARD_FILE',
]);

/**
 * What Node and OpenTelemetry's SDK read themselves: docs/monitoring.md, docs/deployment.md. Not OTEL_EXPORTER_OTLP_HEADERS, which
 * has keys in it and belongs into the Secret. https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
const OF_OTHERS: Readonly<Record<string, Schema>> = {
  NODE_EXTRA_CA_CERTS: {
    description: 'File with authorities of your own, whose certificates are believed beside the usual ones',
    type: 'string',
  },
  OTEL_TRACES_SAMPLER: { description: 'Which traces are kept, such as parentbased_traceidratio', type: 'string' },
  OTEL_TRACES_SAMPLER_ARG: { description: 'The part of them, such as 0.01', type: 'string' },
  OTEL_RESOURCE_ATTRIBUTES: { description: 'What every trace says of its process: name=value,…', type: 'string' },
  OTEL_BSP_SCHEDULE_DELAY: {
    description: 'Milliseconds between two exports',
    type: ['string', 'integer'],
    maximum: 999_999,
  },
  OTEL_BSP_EXPORT_TIMEOUT: {
    description: 'Milliseconds that an export may take',
    type: ['string', 'integer'],
    maximum: 999_999,
  },
  OTEL_BSP_MAX_QUEUE_SIZE: { description: 'Spans that wait at most', type: ['string', 'integer'], maximum: 999_999 },
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: {
    description: 'Spans of an export at most',
    type: ['string', 'integer'],
    maximum: 999_999,
  },
};

const text: Schema = { type: 'string' };
const flag: Schema = { type: 'boolean' };
/** Something of Kubernetes' own, which its API checks. */
const freeForm: Schema = { type: 'object' };
/** Kubernetes takes text only: a number or `true` without quotes would be refused by the cluster, in the middle of an upgrade. */
const texts: Schema = { type: 'object', additionalProperties: { type: 'string' } };
/** Selectors look at these labels, and a second one of the same name would make two deployments count each other's pods. */
const labelsOfPods: Schema = {
  ...texts,
  propertyNames: { not: { enum: ['app.kubernetes.io/name', 'app.kubernetes.io/instance'] } },
};
const peers: Schema = { type: 'array', items: freeForm };
const name: Schema = { type: 'string', minLength: 1 };
const optionalName: Schema = { type: 'string', pattern: '^([a-z0-9]([a-z0-9.-]*[a-z0-9])?)?$' };
/** Names of Services begin with it, which must be labels of the DNS. */
const optionalLabel: Schema = { type: 'string', pattern: '^([a-z]([a-z0-9-]*[a-z0-9])?)?$' };

const count = (minimum: number): Schema => ({ type: 'integer', minimum });
const port: Schema = { type: 'integer', minimum: 1, maximum: 65_535 };
const exactly = (properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required: Object.keys(properties).filter((one) => !optional.includes(one)),
});

const placement = {
  podAnnotations: texts,
  podLabels: labelsOfPods,
  nodeSelector: texts,
  tolerations: { type: 'array', items: freeForm },
  affinity: freeForm,
  priorityClassName: text,
};

const processes = {
  // What it needs to finish what it has taken up, and a few seconds for endpoints to be withdrawn.
  terminationGracePeriodSeconds: count(30),
  resources: freeForm,
  ...placement,
};

/** `values.schema.json` of the chart: Helm refuses a value that it does not know, and a variable that no process reads. */
export function describeValuesSchema(): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $comment: 'Made from .config/generate-values-schema.ts and libs/runtime/src/environment.ts by `npm run generate`.',
    ...exactly(
      {
        image: exactly({
          repository: name,
          tag: text,
          digest: { type: 'string', pattern: '^(sha256:[0-9a-f]{64})?$' },
          pullPolicy: { enum: ['Always', 'IfNotPresent', 'Never'] },
          pullSecrets: { type: 'array', items: name },
        }),
        fullnameOverride: optionalLabel,
        environment: environment(),
        secrets: exactly({
          environment: name,
          accessToken: exactly({ name: optionalName, key: name }),
          senders: optionalName,
        }),
        rateCard: optionalName,
        serviceAccount: exactly({ create: flag, name: optionalName, annotations: texts }),
        api: exactly({
          replicas: count(0),
          autoscaling: exactly({
            enabled: flag,
            minReplicas: count(1),
            maxReplicas: count(1),
            targetCPUUtilizationPercentage: { type: 'integer', minimum: 1, maximum: 100 },
          }),
          service: exactly({ type: { enum: ['ClusterIP', 'NodePort', 'LoadBalancer'] }, port, annotations: texts }),
          ...processes,
        }),
        worker: exactly({
          replicas: count(0),
          keda: exactly({
            enabled: flag,
            minReplicas: count(1),
            maxReplicas: count(1),
            prometheus: name,
            query: text,
            secondsPerWorker: count(1),
          }),
          ...processes,
        }),
        migrate: exactly({ enabled: flag, resources: freeForm, ...placement }),
        test: exactly(placement),
        ingress: {
          ...exactly({
            enabled: flag,
            className: optionalName,
            annotations: texts,
            host: optionalName,
            tlsSecret: optionalName,
            paths: {
              type: 'array',
              minItems: 1,
              items: exactly({
                path: { type: 'string', pattern: '^/' },
                pathType: { enum: ['Exact', 'Prefix', 'ImplementationSpecific'] },
              }),
            },
          }),
          if: { properties: { enabled: { const: true } } },
          // oxlint-disable-next-line unicorn/no-thenable -- a word of JSON Schema
          then: { properties: { host: name } },
        },
        networkPolicy: exactly({
          enabled: flag,
          api: exactly({ from: peers }),
          worker: exactly({ from: peers }),
          dns: exactly({ ports: { type: 'array', minItems: 1, items: port }, to: peers }),
          postgres: exactly({ ports: { type: 'array', minItems: 1, items: port }, to: peers }),
          redis: exactly({ ports: { type: 'array', items: port }, to: peers }),
          https: exactly({ to: peers }),
          extraEgress: { type: 'array', items: freeForm },
        }),
        monitoring: exactly({
          serviceMonitor: exactly({
            enabled: flag,
            interval: { type: 'string', pattern: '^[0-9]+(ms|s|m)$' },
            labels: texts,
            opsKey: exactly({ name, key: name }),
          }),
          rules: exactly({ enabled: flag, labels: texts }),
        }),
        // Of Helm itself, where the chart is a part of another.
        global: freeForm,
      },
      ['global'],
    ),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function environment(): Schema {
  const variables = describedVariables().filter(({ name: one }) => !SECRET.test(one) && !OF_THE_CHART.has(one));
  const settable = {
    ...Object.fromEntries(variables.map((variable) => [variable.name, valueOf(variable)])),
    ...OF_OTHERS,
  };
  return exactly(settable, Object.keys(settable));
}

/** As text; where it cannot go wrong also as YAML writes it: Helm turns a number of seven digits or more into 1e+06. */
function valueOf({ name: one, meaning, default: value, example }: VariableDescription): Schema {
  // Another address of a pod is reached by no probe.
  if (one === 'LISTEN_HOST') return { description: meaning, enum: ['0.0.0.0', '::'] };
  if (value === 'true' || value === 'false') return { description: meaning, enum: [true, false, 'true', 'false'] };
  // Ids have more digits, and lose some.
  if (/^\d+$/.test(value) || /^\d{1,6}$/.test(example))
    return { description: meaning, type: ['string', 'integer'], maximum: 999_999 };
  return { description: meaning, type: 'string' };
}
