import { noFaults, parseFaults, type Faults } from './behaviour/faults.js';

/** Everything a sandbox is started with. Times are in milliseconds. */
export interface SandboxSettings {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly accessToken: string;
  readonly appSecret: string;
  readonly appId: string;
  readonly phoneNumberIds: readonly string[];
  readonly wabaId: string;
  readonly webhookUrl: string | undefined;
  readonly verifyToken: string;
  readonly sentAfterMs: number;
  readonly deliveredAfterMs: number;
  readonly readAfterMs: number;
  /** A supplier's reply, where the recipient gives one. */
  readonly replyAfterMs: number;
  /** From the creation of a template to its approval. */
  readonly reviewAfterMs: number;
  /** Before a webhook that was not answered 200 is sent again; doubles each time. */
  readonly webhookRetryMs: number;
  /** Webhooks under way at once, each on a connection of its own. */
  readonly webhookConnections: number;
  /** Messages a second and number; 0 is no limit. */
  readonly messagesPerSecond: number;
  readonly pairRate: boolean;
  /** Accepted messages that stay readable. */
  readonly keepMessages: number;
  readonly faults: Faults;
}

export const defaultSettings: SandboxSettings = {
  host: '127.0.0.1',
  port: 4004,
  accessToken: 'sandbox-access-token',
  appSecret: 'sandbox-app-secret',
  appId: '634974688087057',
  phoneNumberIds: ['106540352242922'],
  wabaId: '102290129340398',
  webhookUrl: undefined,
  verifyToken: 'sandbox-verify-token',
  sentAfterMs: 300,
  deliveredAfterMs: 1_200,
  readAfterMs: 2_500,
  replyAfterMs: 3_500,
  reviewAfterMs: 2_000,
  webhookRetryMs: 500,
  webhookConnections: 64,
  messagesPerSecond: 80,
  pairRate: true,
  keepMessages: 20_000,
  faults: noFaults,
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the SANDBOX_… variables; an array is everything that is wrong with them. */
export function settingsFromEnvironment(env: Environment): SandboxSettings | readonly string[] {
  const problems: string[] = [];
  const text = (name: string, otherwise: string) => env[name] || otherwise;
  const number = (name: string, otherwise: number, least = 0) => {
    const value = Number(env[name] || otherwise);
    if (Number.isInteger(value) && value >= least) return value;
    problems.push(`${name} must be a whole number${least > 0 ? ` from ${least} on` : ''}, not "${env[name]}"`);
    return otherwise;
  };
  const url = env['SANDBOX_WEBHOOK_URL'] || undefined;
  if (url !== undefined && !URL.canParse(url)) problems.push(`SANDBOX_WEBHOOK_URL is not a URL: "${url}"`);
  const pairRate = text('SANDBOX_PAIR_RATE', 'on');
  if (!['on', 'off'].includes(pairRate)) problems.push(`SANDBOX_PAIR_RATE must be on or off, not "${pairRate}"`);
  const faults = faultsFromText(env['SANDBOX_FAULTS']);
  if (typeof faults === 'string') problems.push(`SANDBOX_FAULTS: ${faults}`);
  const settings: SandboxSettings = {
    host: text('SANDBOX_HOST', defaultSettings.host),
    port: number('SANDBOX_PORT', defaultSettings.port),
    accessToken: text('SANDBOX_ACCESS_TOKEN', defaultSettings.accessToken),
    appSecret: text('SANDBOX_APP_SECRET', defaultSettings.appSecret),
    appId: text('SANDBOX_APP_ID', defaultSettings.appId),
    phoneNumberIds: text('SANDBOX_PHONE_NUMBER_ID', defaultSettings.phoneNumberIds.join()).split(/\s*,\s*/),
    wabaId: text('SANDBOX_WABA_ID', defaultSettings.wabaId),
    webhookUrl: url,
    verifyToken: text('SANDBOX_VERIFY_TOKEN', defaultSettings.verifyToken),
    sentAfterMs: number('SANDBOX_SENT_AFTER_MS', defaultSettings.sentAfterMs),
    deliveredAfterMs: number('SANDBOX_DELIVERED_AFTER_MS', defaultSettings.deliveredAfterMs),
    readAfterMs: number('SANDBOX_READ_AFTER_MS', defaultSettings.readAfterMs),
    replyAfterMs: number('SANDBOX_REPLY_AFTER_MS', defaultSettings.replyAfterMs),
    reviewAfterMs: number('SANDBOX_REVIEW_AFTER_MS', defaultSettings.reviewAfterMs),
    webhookRetryMs: number('SANDBOX_WEBHOOK_RETRY_MS', defaultSettings.webhookRetryMs),
    webhookConnections: number('SANDBOX_WEBHOOK_CONNECTIONS', defaultSettings.webhookConnections, 1),
    messagesPerSecond: number('SANDBOX_MPS', defaultSettings.messagesPerSecond),
    pairRate: pairRate === 'on',
    keepMessages: number('SANDBOX_KEEP_MESSAGES', defaultSettings.keepMessages),
    faults: typeof faults === 'string' ? noFaults : faults,
  };
  return problems.length > 0 ? problems : settings;
}

function faultsFromText(text: string | undefined): Faults | string {
  if (!text) return noFaults;
  try {
    return parseFaults(JSON.parse(text));
  } catch {
    return 'not JSON';
  }
}
