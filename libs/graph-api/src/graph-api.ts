import type { Dispatcher } from 'undici';
import {
  readPhoneNumber,
  readSubscribedApps,
  readTokenInfo,
  readWaba,
  type PhoneNumber,
  type SubscribedApp,
  type TokenInfo,
  type Waba,
} from './account-views.js';
import { readAnswer } from './graph-answer.js';
import { GraphConnection, type GraphRequest } from './graph-connection.js';
import { failureOf } from './graph-failure.js';
import type { GraphRead } from './graph-read.js';
import { objectAt, objectsAt, textAt, type JsonObject } from './json-object.js';
import type { SendOutcome } from './send-outcome.js';
import { settleSend } from './settle-send.js';
import { templatePayload, type TemplateSend } from './template-payload.js';

export interface GraphApiOptions {
  /** `https://graph.facebook.com`, or the sandbox; a path is kept in front of the version. */
  readonly baseUrl: string;
  /** Pinned Graph version, e.g. `v25.0`. */
  readonly version: string;
  /** Milliseconds for one whole call. */
  readonly timeoutMs: number;
  /** Connections to Meta; at least the number of sends that can be under way at once. */
  readonly connections: number;
  /** Another undici dispatcher than our own pool, e.g. a proxy. */
  readonly dispatcher?: Dispatcher;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told of every send. */
  readonly onRequest?: (request: SendTiming) => void;
}

export interface SendTiming {
  readonly outcome: SendOutcome['kind'];
  readonly seconds: number;
  readonly phoneNumberId: string;
}

export interface SenderCredentials {
  readonly phoneNumberId: string;
  readonly accessToken: string;
}

export interface AccountCredentials {
  readonly wabaId: string;
  readonly accessToken: string;
}

const TEMPLATE_FIELDS =
  'id,name,language,status,category,previous_category,parameter_format,components,rejected_reason,quality_score';
const PHONE_NUMBER_FIELDS =
  'id,display_phone_number,verified_name,quality_rating,status,name_status,code_verification_status,throughput,' +
  'whatsapp_business_manager_messaging_limit,webhook_configuration,health_status';
const WABA_FIELDS =
  'id,name,currency,timezone_id,country,business_verification_status,account_review_status,health_status';
const PAGE_SIZE = '100';
// An account holds at most 6,000 templates; a list that goes on after this is one that turns in circles.
const MAX_PAGES = 100;

/** Meta's Graph API as this product uses it: one send, and the reads that operators and checks need. */
export class GraphApi {
  private readonly connection: GraphConnection;
  private readonly prefix: string;

  constructor(private readonly options: GraphApiOptions) {
    const base = new URL(options.baseUrl);
    this.prefix = `${base.pathname.replace(/\/+$/, '')}/${options.version}`;
    this.connection = new GraphConnection({ ...options, origin: base.origin });
  }

  /**
   * Hands one message to Meta, once, and says what is known of it afterwards. Never throws for what Meta or the network does.
   * An aborted `signal` ends the call at once: `not_sent` if nothing was written yet, else `unclear`.
   */
  async sendTemplate(sender: SenderCredentials, send: TemplateSend, signal?: AbortSignal): Promise<SendOutcome> {
    const startedAt = this.options.now();
    const exchange = await this.connection.exchange(
      {
        method: 'POST',
        path: this.path([sender.phoneNumberId, 'messages']),
        accessToken: sender.accessToken,
        body: JSON.stringify(templatePayload(send)),
      },
      signal,
    );
    const outcome = settleSend(exchange, this.options.now());
    this.options.onRequest?.({
      outcome: outcome.kind,
      seconds: (this.options.now() - startedAt) / 1_000,
      phoneNumberId: sender.phoneNumberId,
    });
    return outcome;
  }

  /** All templates of an account, as Meta writes them, page by page. */
  listTemplates(account: AccountCredentials): Promise<GraphRead<{ readonly templates: readonly JsonObject[] }>> {
    return this.readTemplates(account, {});
  }

  /** The templates of one exact name, one per language. */
  async getTemplate(
    account: AccountCredentials,
    name: string,
  ): Promise<GraphRead<{ readonly templates: readonly JsonObject[] }>> {
    const read = await this.readTemplates(account, { name });
    if (read.kind !== 'ok') return read;
    // Meta's filter finds names that contain the text as well.
    return { kind: 'ok', templates: read.templates.filter((template) => template.name === name) };
  }

  /** Asks Meta to review a new template. The category in the answer may differ from the one asked for. */
  async createTemplate(
    account: AccountCredentials,
    definition: JsonObject,
  ): Promise<GraphRead<{ readonly id: string; readonly status: string; readonly category: string }>> {
    const read = await this.call({
      method: 'POST',
      path: this.path([account.wabaId, 'message_templates']),
      accessToken: account.accessToken,
      body: JSON.stringify(definition),
    });
    if (read.kind !== 'ok') return read;
    return {
      kind: 'ok',
      id: textAt(read.json, 'id') ?? '',
      status: textAt(read.json, 'status') ?? 'PENDING',
      category: textAt(read.json, 'category') ?? '',
    };
  }

  async getPhoneNumber(sender: SenderCredentials): Promise<GraphRead<{ readonly phoneNumber: PhoneNumber }>> {
    const read = await this.get(sender.accessToken, [sender.phoneNumberId], { fields: PHONE_NUMBER_FIELDS });
    return read.kind === 'ok' ? { kind: 'ok', phoneNumber: readPhoneNumber(read.json) } : read;
  }

  /** Phone numbers of an account, to see that a sender belongs to it. */
  async listPhoneNumbers(
    account: AccountCredentials,
  ): Promise<GraphRead<{ readonly phoneNumbers: readonly PhoneNumber[] }>> {
    const read = await this.get(account.accessToken, [account.wabaId, 'phone_numbers'], { limit: PAGE_SIZE });
    return read.kind === 'ok' ? { kind: 'ok', phoneNumbers: objectsAt(read.json, 'data').map(readPhoneNumber) } : read;
  }

  async getWaba(account: AccountCredentials): Promise<GraphRead<{ readonly waba: Waba }>> {
    const read = await this.get(account.accessToken, [account.wabaId], { fields: WABA_FIELDS });
    return read.kind === 'ok' ? { kind: 'ok', waba: readWaba(read.json) } : read;
  }

  /** What Meta knows of a token; asked with the app's own credentials. */
  async debugToken(
    app: { readonly appId: string; readonly appSecret: string },
    token: string,
  ): Promise<GraphRead<{ readonly token: TokenInfo }>> {
    const read = await this.get(`${app.appId}|${app.appSecret}`, ['debug_token'], { input_token: token });
    return read.kind === 'ok' ? { kind: 'ok', token: readTokenInfo(read.json) } : read;
  }

  /** The apps that get the account's webhooks. */
  async subscribedApps(account: AccountCredentials): Promise<GraphRead<{ readonly apps: readonly SubscribedApp[] }>> {
    const read = await this.get(account.accessToken, [account.wabaId, 'subscribed_apps']);
    return read.kind === 'ok' ? { kind: 'ok', apps: readSubscribedApps(read.json) } : read;
  }

  /** Subscribes the token's app to the account's webhooks; without it Meta stays silent. */
  async subscribe(account: AccountCredentials): Promise<GraphRead<{ readonly subscribed: boolean }>> {
    const read = await this.call({
      method: 'POST',
      path: this.path([account.wabaId, 'subscribed_apps']),
      accessToken: account.accessToken,
      body: '{}',
    });
    return read.kind === 'ok' ? { kind: 'ok', subscribed: read.json.success === true } : read;
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  // Pages are followed by their cursor on our own address: a `next` link would carry the token to any host it names.
  private async readTemplates(
    account: AccountCredentials,
    filter: Readonly<Record<string, string>>,
  ): Promise<GraphRead<{ readonly templates: readonly JsonObject[] }>> {
    const templates: JsonObject[] = [];
    let cursor: Readonly<Record<string, string>> = {};
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const read = await this.get(account.accessToken, [account.wabaId, 'message_templates'], {
        fields: TEMPLATE_FIELDS,
        limit: PAGE_SIZE,
        ...filter,
        ...cursor,
      });
      if (read.kind !== 'ok') return read;
      // An object without its list is not Meta's: taken for an empty list it would delete every template.
      if (!Array.isArray(read.json.data))
        return { kind: 'unreachable', reason: 'an answer without a list of templates' };
      templates.push(...objectsAt(read.json, 'data'));
      const after = nextCursor(read.json);
      if (after === null) return { kind: 'ok', templates };
      cursor = { after };
    }
    return { kind: 'unreachable', reason: `the list of templates did not end after ${MAX_PAGES} pages` };
  }

  private get(
    accessToken: string,
    segments: readonly string[],
    query: Readonly<Record<string, string>> = {},
  ): Promise<GraphRead<{ readonly json: JsonObject }>> {
    return this.call({ method: 'GET', path: this.path(segments, query), accessToken });
  }

  private async call(request: GraphRequest): Promise<GraphRead<{ readonly json: JsonObject }>> {
    const exchange = await this.connection.exchange(request);
    if (exchange.kind !== 'answered') return { kind: 'unreachable', reason: exchange.reason };
    const answer = readAnswer(exchange.status, exchange.headers, exchange.text);
    if (answer.error === null && answer.status >= 500) {
      return { kind: 'unreachable', reason: `HTTP ${answer.status}` };
    }
    if (answer.error !== null || answer.status >= 300) return { kind: 'refused', failure: failureOf(answer) };
    return answer.json ? { kind: 'ok', json: answer.json } : { kind: 'unreachable', reason: 'unreadable answer' };
  }

  private path(segments: readonly string[], query: Readonly<Record<string, string>> = {}): string {
    const path = [this.prefix, ...segments.map(encodeURIComponent)].join('/');
    const search = new URLSearchParams(query).toString();
    return search === '' ? path : `${path}?${search}`;
  }
}

function nextCursor(page: JsonObject): string | null {
  const paging = objectAt(page, 'paging');
  return textAt(paging, 'next') === null ? null : textAt(objectAt(paging, 'cursors'), 'after');
}
