import { isIP } from 'node:net';
import { Transform } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsIP,
  IsOptional,
  IsString,
  IsTimeZone,
  IsUrl,
  Matches,
  Max,
  Min,
  MinLength,
  ValidateBy,
  type ValidationOptions,
} from 'class-validator';
import { parseDuration } from './duration.js';
import { Variable } from './variable.decorator.js';

const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Over gRPC nothing is sent: it would be a second network stack for a choice that collectors leave open. */
const OTLP_PROTOCOLS = ['http/protobuf', 'http/json'] as const;
export type OtlpProtocol = (typeof OTLP_PROTOCOLS)[number];

const POLICIES = ['auto', 'resend', 'hold'] as const;
export type UnconfirmedPolicy = (typeof POLICIES)[number];

/** `true`/`false` as text; anything else stays as it is and is refused by IsBoolean with the value in sight. */
function Flag(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value));
}

function Whole(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : value,
  );
}

/** Text such as `30s` becomes milliseconds. */
function Duration(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? (parseDuration(value) ?? value) : value,
  );
}

function List(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    typeof value === 'string'
      ? value
          .split(',')
          .map((item) => item.trim())
          .filter((item) => item !== '')
      : value,
  );
}

/** A locale that Intl takes: a pattern lets through what throws when the first amount is written. */
function Locale(): PropertyDecorator {
  const validate = (value: unknown): boolean => {
    try {
      return typeof value === 'string' && Intl.getCanonicalLocales(value).length === 1;
    } catch {
      return false;
    }
  };
  const defaultMessage = (): string => '$property must be a BCP 47 locale such as en-IE';
  return ValidateBy({ name: 'locale', validator: { validate, defaultMessage } });
}

/** `redis[s]+sentinel://`, what lets us in, the sentinels, and the name of their master. */
const SENTINELS = /^rediss?\+sentinel:\/\/(?:(.*)@)?[^@/?]+\/[^/?]+(?:\?.*)?$/s;

/** No URL of the standard has several hosts: a password is cut where a sign of its own looks like one of the address. */
function SentinelAccess(): PropertyDecorator {
  const validate = (value: unknown): boolean => {
    const [, access = ''] = (typeof value === 'string' ? SENTINELS.exec(value) : null) ?? [];
    try {
      return access.split(':').map(decodeURIComponent).length <= 2 && !/[@/]/.test(access);
    } catch {
      return false;
    }
  };
  const defaultMessage = (): string =>
    '$property: user and password in front of the sentinels must be percent-encoded (: as %3A, / as %2F, @ as %40, % as %25)';
  return ValidateBy({ name: 'sentinelAccess', validator: { validate, defaultMessage } });
}

/** What is neither would be taken for a name, and allow nothing, without a word. */
function HostOrNetwork(options: ValidationOptions): PropertyDecorator {
  const isNetwork = (text: string): boolean => {
    const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
    const family = isIP(address);
    return family !== 0 && Number(bits ?? 0) <= (family === 4 ? 32 : 128);
  };
  const validate = (value: unknown): boolean =>
    typeof value === 'string' && (HOST_NAME.test(value) || isNetwork(value));
  return ValidateBy({ name: 'hostOrNetwork', validator: { validate } }, options);
}

/** Its last label begins with a letter, or it would be an address. */
const HOST_NAME = /^(?:[a-z\d_](?:[a-z\d_-]*[a-z\d_])?\.)*[a-z](?:[a-z\d-]*[a-z\d])?\.?$/i;

const DURATION: ValidationOptions = { message: '$property must be a duration such as 500ms, 30s, 15m, 72h or 7d' };
const TEN_YEARS = 3_650 * 86_400_000;
const WHOLE: ValidationOptions = { message: '$property must be a whole number' };

/**
 * Everything that a process may read from its environment, in milliseconds where it is a duration.
 * Property names are the variables' names, so that a name found in a manifest is found here.
 */
export class Environment {
  @Variable('Sending', 'false: messages are accepted and kept PENDING, nothing is sent. true: what waits is sent', {
    default: 'false',
  })
  @Flag()
  @IsBoolean({ message: '$property must be true or false' })
  ENABLE_WHATSAPP_NOTIFICATIONS = false;

  @Variable('Meta', "System user's access token (or use WHATSAPP_ACCESS_TOKEN_FILE)")
  @IsOptional()
  @IsString()
  WHATSAPP_ACCESS_TOKEN?: string;

  @Variable(
    'Meta',
    'File that holds the access token; read again when it changes, so a rotated secret needs no restart',
  )
  @IsOptional()
  @IsString()
  WHATSAPP_ACCESS_TOKEN_FILE?: string;

  @Variable('Meta', 'Phone number id of the default sender (digits, from WhatsApp Manager; not the phone number)')
  @IsOptional()
  @Matches(/^\d{1,32}$/, {
    message: '$property must be the numeric phone number id of WhatsApp Manager, not a phone number',
  })
  WHATSAPP_PHONE_NUMBER_ID?: string;

  @Variable('Meta', 'WhatsApp Business Account (WABA) id')
  @IsOptional()
  @Matches(/^\d{1,32}$/, { message: '$property must be the numeric WABA id' })
  WHATSAPP_BUSINESS_ACCOUNT_ID?: string;

  @Variable('Meta', "Token of the webhook's handshake: any text, the same in Meta's dashboard")
  @IsOptional()
  @MinLength(8, { message: '$property must have at least 8 characters' })
  WHATSAPP_WEBHOOK_VERIFY_TOKEN?: string;

  @Variable(
    'Meta',
    "App secret: HMAC key of Meta's webhooks; a comma-separated list during rotation. Without it no webhook is accepted",
  )
  @IsOptional()
  @List()
  @MinLength(8, { each: true, message: 'each secret of $property must have at least 8 characters' })
  WHATSAPP_APP_SECRET: string[] = [];

  @Variable(
    'Meta',
    'App id: with WHATSAPP_APP_SECRET the worker asks Meta (debug_token) whether access tokens are good and when they expire',
  )
  @IsOptional()
  @Matches(/^\d{1,32}$/, { message: '$property must be the numeric app id' })
  WHATSAPP_APP_ID?: string;

  @Variable('Meta', 'YAML or JSON list of further senders, such as deploy/senders.example.yaml')
  @IsOptional()
  @IsString()
  WHATSAPP_SENDERS_FILE?: string;

  @Variable('Meta', 'Base URL of the Graph API (the sandbox in development)', { default: 'https://graph.facebook.com' })
  @IsUrl(
    { require_tld: false, require_protocol: true, protocols: ['http', 'https'] },
    { message: '$property must be an http(s) URL' },
  )
  WHATSAPP_GRAPH_URL = 'https://graph.facebook.com';

  @Variable('Meta', 'Pinned Graph API version', { default: 'v25.0' })
  @Matches(/^v\d+\.\d+$/, { message: '$property must look like v25.0' })
  WHATSAPP_GRAPH_VERSION = 'v25.0';

  @Variable(
    'Meta',
    'Messages per second and sender; left out: what Meta allows, 80, or 1000 after an upgrade of throughput',
    {
      example: '80',
    },
  )
  @IsOptional()
  @Whole()
  @IsInt(WHOLE)
  @Min(1)
  @Max(1000)
  WHATSAPP_MAX_MPS?: number;

  @Variable('Meta', 'Longest time of one Graph call, in milliseconds; at most a third of SEND_LEASE', {
    default: '9000',
  })
  @Whole()
  @IsInt(WHOLE)
  @Min(100)
  WHATSAPP_SEND_TIMEOUT_MS = 9_000;

  @Variable('Storage', 'PostgreSQL 14 or later', { example: 'postgres://recado:recado@localhost:5432/recado' })
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\//, { message: '$property must start with postgres://' })
  DATABASE_URL?: string;

  @Variable(
    'Storage',
    "redis://, several comma-separated nodes (Cluster) or redis+sentinel://host:port,host:port/master; with TLS rediss:// or rediss+sentinel:// (docs/deployment.md). Unset: BullMQ's PostgreSQL backend",
  )
  @IsOptional()
  @SentinelAccess()
  @Matches(/^(rediss?:\/\/|rediss?\+sentinel:\/\/[^/]+\/[^/?]+(\?|$))/, {
    message:
      '$property must start with redis:// or rediss://, or be redis+sentinel:// or rediss+sentinel://host:port,host:port/master',
  })
  REDIS_URL?: string;

  @Variable('HTTP', 'Port of the API', { default: '3000' })
  @Whole()
  @IsInt(WHOLE)
  @Min(0)
  @Max(65_535)
  API_PORT = 3000;

  @Variable('HTTP', "Port of the worker's health checks and metrics", { default: '3001' })
  @Whole()
  @IsInt(WHOLE)
  @Min(0)
  @Max(65_535)
  WORKER_PORT = 3001;

  @Variable('HTTP', 'Port of the sandbox (development)', { default: '4004' })
  @Whole()
  @IsInt(WHOLE)
  @Min(0)
  @Max(65_535)
  SANDBOX_PORT = 4004;

  @Variable('HTTP', 'Address that the API and the worker listen on; npm start takes 127.0.0.1', { default: '0.0.0.0' })
  @IsIP(undefined, { message: '$property must be an IP address, such as 0.0.0.0 or 127.0.0.1' })
  LISTEN_HOST = '0.0.0.0';

  @Variable('HTTP', 'Where Meta reaches us; a start with NODE_ENV=production insists on https here')
  @IsOptional()
  @IsUrl(
    { require_tld: false, require_protocol: true, protocols: ['http', 'https'] },
    { message: '$property must be an http(s) URL' },
  )
  PUBLIC_URL?: string;

  @Variable('HTTP', 'A key with every scope, at least 32 characters, for bootstrap and automation')
  @IsOptional()
  @MinLength(32, { message: '$property must have at least 32 characters (try: openssl rand -hex 32)' })
  ADMIN_API_KEY?: string;

  @Variable(
    'HTTP',
    'For whoever types `recado send` or `recado doctor`: a key of their own (scopes messages:write, messages:read, ops); without it they take ADMIN_API_KEY',
  )
  @IsOptional()
  @IsString()
  RECADO_API_KEY?: string;

  @Variable('Protocol', 'Default life of a message that is not yet sent', { default: '72h' })
  @Duration()
  @IsInt(DURATION)
  @Min(1_000)
  @Max(TEN_YEARS, { message: '$property must not be longer than 3650d' })
  MESSAGE_TTL = 72 * 3_600_000;

  @Variable('Protocol', 'How long a worker may hold a claimed message; twice it must fit into the 60 s of a job lock', {
    default: '30s',
  })
  @Duration()
  @IsInt(DURATION)
  @Min(300)
  SEND_LEASE = 30_000;

  @Variable('Protocol', "How long an unclear outcome waits for Meta's own word before it may be sent again", {
    default: '120s',
  })
  @Duration()
  @IsInt(DURATION)
  @Min(1)
  UNCONFIRMED_WAIT = 120_000;

  @Variable('Protocol', 'The same where few messages were sent around it', { default: '15m' })
  @Duration()
  @IsInt(DURATION)
  @Min(1)
  UNCONFIRMED_SOLO_WAIT = 15 * 60_000;

  @Variable('Protocol', 'How long our webhook receivers must have been healthy before anything unclear is sent again', {
    default: '15m',
  })
  @Duration()
  @IsInt(DURATION)
  @Min(1)
  RECEIVER_HEALTHY_FOR = 15 * 60_000;

  @Variable('Protocol', 'After it, UNCONFIRMED_POLICY decides', { default: '6h' })
  @Duration()
  @IsInt(DURATION)
  @Min(1)
  UNCONFIRMED_MAX = 6 * 3_600_000;

  @Variable(
    'Protocol',
    'What has no evidence at that limit: auto (held), resend (sent again, once); hold: never sent again, with evidence or without',
    { default: 'auto' },
  )
  @IsIn(POLICIES, { message: `$property must be one of ${POLICIES.join(', ')}` })
  UNCONFIRMED_POLICY: UnconfirmedPolicy = 'auto';

  @Variable('Protocol', 'Definite, retryable failures that one message may have', { default: '8' })
  @Whole()
  @IsInt(WHOLE)
  @Min(1)
  MAX_ATTEMPTS = 8;

  @Variable('Purchase orders', "The purchase order's template", { default: 'po_notification' })
  @Matches(/^[a-z0-9_]{1,512}$/, {
    message: '$property must be a template name: lower-case letters, digits, underscores',
  })
  PO_TEMPLATE = 'po_notification';

  @Variable('Purchase orders', 'Its language', { default: 'es' })
  @Matches(/^[a-z]{2,3}(_[A-Z]{2})?$/, { message: '$property must be a language such as es or es_MX' })
  PO_LANGUAGE = 'es';

  @Variable('Purchase orders', 'How its amount is written (en-IE: €1,250.00; es-ES: 1.250,00 €)', { default: 'en-IE' })
  @Locale()
  PO_AMOUNT_LOCALE = 'en-IE';

  @Variable('Messages', 'Language of a message that names none', { default: 'es' })
  @Matches(/^[a-z]{2,3}(_[A-Z]{2})?$/, { message: '$property must be a language such as es or es_MX' })
  DEFAULT_LANGUAGE = 'es';

  @Variable(
    'Messages',
    '`GET /messages?undelivered=true` lists what was SENT longer ago than this and is not delivered',
    { default: '24h' },
  )
  @Duration()
  @IsInt(DURATION)
  @Min(1_000)
  UNDELIVERED_AFTER = 24 * 3_600_000;

  @Variable('Messages', 'An inbound text that is exactly one of these stops marketing to its author', {
    default: 'STOP,BAJA',
  })
  @List()
  @IsString({ each: true })
  OPT_OUT_WORDS: string[] = ['STOP', 'BAJA'];

  @Variable(
    'Messages',
    'Own cap, over all senders, on different recipients in 24 hours that have not written to us within 24 hours; others wait',
    { example: '2000' },
  )
  @IsOptional()
  @Whole()
  @IsInt(WHOLE)
  @Min(1)
  PORTFOLIO_DAILY_RECIPIENTS?: number;

  @Variable('Messages', 'true: the messages of a template that Meta moved to MARKETING wait until it is back', {
    default: 'false',
  })
  @Flag()
  @IsBoolean({ message: '$property must be true or false' })
  BLOCK_CATEGORY_DRIFT = false;

  @Variable('Costs', 'Time zone of the months of usage', { default: 'UTC' })
  @IsTimeZone({ message: '$property must be an IANA time zone such as Europe/Madrid' })
  BILLING_TIMEZONE = 'UTC';

  @Variable('Costs', 'Conversations free of charge each month and number, shown with the usage', { default: '1000' })
  @Whole()
  @IsInt(WHOLE)
  @Min(0)
  FREE_CONVERSATIONS_PER_MONTH = 1000;

  @Variable('Costs', 'YAML file of prices per market and category, for cost estimates', {
    example: 'deploy/rate-card.example.yaml',
  })
  @IsOptional()
  @IsString()
  RATE_CARD_FILE?: string;

  @Variable('Callbacks', 'Hosts, addresses or networks (CIDR) that callbacks may reach though private, comma-separated')
  @IsOptional()
  @List()
  @HostOrNetwork({
    each: true,
    message: 'each entry of $property must be a host, an address or a network: erp.local, 10.1.2.3, 10.1.0.0/16',
  })
  CALLBACK_ALLOWED_HOSTS: string[] = [];

  @Variable(
    'Callbacks',
    '32 bytes in base64, for callback secrets at rest; a comma-separated list during rotation, the new one first. Without it there are no callbacks',
  )
  @IsOptional()
  @List()
  @Matches(/^[A-Za-z0-9+/]{43}=$/, {
    each: true,
    message: 'each key of $property must be 32 bytes in base64 (try: openssl rand -base64 32)',
  })
  ENCRYPTION_KEY: string[] = [];

  @Variable('Privacy', 'Days after which phone, name, parameters, text and raw payloads are erased', { default: '90' })
  @Whole()
  @IsInt(WHOLE)
  @Min(1)
  RETENTION_DAYS = 90;

  @Variable('HTTP', 'Requests a second and API key, for each API process; 0 = no limit', { default: '1000' })
  @Whole()
  @IsInt(WHOLE)
  @Min(0)
  API_RATE_LIMIT = 1000;

  @Variable(
    'HTTP',
    'true: at /queues jobs may be retried, promoted and removed, too; what is sent is decided by PostgreSQL all the same',
    { default: 'false' },
  )
  @Flag()
  @IsBoolean({ message: '$property must be true or false' })
  QUEUE_BOARD_ACTIONS = false;

  @Variable('Traces', 'Collector of traces (OTLP over HTTP); without it nothing is traced', {
    example: 'http://localhost:4318',
  })
  @IsOptional()
  @IsUrl(
    { require_tld: false, require_protocol: true, protocols: ['http', 'https'] },
    { message: '$property must be an http(s) URL' },
  )
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;

  @Variable('Traces', 'The same, with the whole path; outranks it')
  @IsOptional()
  @IsUrl(
    { require_tld: false, require_protocol: true, protocols: ['http', 'https'] },
    { message: '$property must be an http(s) URL' },
  )
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT?: string;

  @Variable('Traces', 'http/protobuf or http/json', { default: 'http/protobuf' })
  @IsIn(OTLP_PROTOCOLS, { message: `$property must be one of ${OTLP_PROTOCOLS.join(', ')}` })
  OTEL_EXPORTER_OTLP_PROTOCOL: OtlpProtocol = 'http/protobuf';

  @Variable('Traces', 'What a process is called there; left out: recado-api, recado-worker')
  @IsOptional()
  @IsString()
  OTEL_SERVICE_NAME?: string;

  @Variable('Traces', 'true: nothing is traced whatever else is set', { default: 'false' })
  @Flag()
  @IsBoolean({ message: '$property must be true or false' })
  OTEL_SDK_DISABLED = false;

  @Variable('Logs', `${LOG_LEVELS.join(', ')}: JSON lines on stdout`, { default: 'info' })
  @IsIn(LOG_LEVELS, { message: `$property must be one of ${LOG_LEVELS.join(', ')}` })
  LOG_LEVEL: LogLevel = 'info';

  @Variable('Logs', 'production, development or test; production insists on https in PUBLIC_URL', {
    default: 'production',
  })
  @IsIn(['production', 'development', 'test'], { message: '$property must be production, development or test' })
  NODE_ENV = 'production';
}
