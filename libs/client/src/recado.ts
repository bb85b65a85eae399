import createClient, { type Client } from 'openapi-fetch';
import type {
  BatchItem,
  Message,
  MessageFilters,
  MessageRequest,
  MessageWithEvents,
  PurchaseOrder,
  PurchaseOrderMessage,
  Suppression,
  SuppressionFilters,
} from './api-types.js';
import { everyItem } from './every-item.js';
import type { paths } from './openapi.js';
import { RecadoError } from './recado-error.js';
import { type Repetition, repeatSafely } from './repeat-safely.js';
import { VERSION } from './version.js';

export interface RecadoOptions extends Partial<Repetition> {
  /** Where Recado answers, such as `https://recado.example.com`. A path in front of `/api/v1/whatsapp` belongs to it. */
  readonly url: string;
  /** An API key with the scopes that the calls need. */
  readonly key: string;
}

export interface CallOptions {
  /** Ends the call and its repetitions; what it asked for may have happened. */
  readonly signal?: AbortSignal;
}

export interface SendOptions extends CallOptions {
  /** The same key and message are one message, however often they are sent. Without one the client makes one for each call. */
  readonly idempotencyKey?: string;
}

/** A message that is committed and on its way; `replayed` says that it was before. */
export interface Accepted<Sent extends Message> {
  readonly message: Sent;
  readonly replayed: boolean;
}

export type BatchResult =
  | { readonly accepted: true; readonly message: Message; readonly replayed: boolean }
  | { readonly accepted: false; readonly error: RecadoError };

/** Recado's API. What it refuses, and what stays unanswered, is thrown as RecadoError. */
export class Recado {
  /**
   * Every path of the API, typed by its OpenAPI file, with the same key, deadlines and repetitions. As openapi-fetch does
   * it, a refusal is not thrown here but returned: `const { data, error, response } = await recado.api.GET(…)`.
   */
  readonly api: Client<paths>;

  constructor({ url, key, ...repetition }: RecadoOptions) {
    this.api = createClient<paths>({
      baseUrl: url,
      headers: { authorization: `Bearer ${key}`, 'user-agent': `recado-client-js/${VERSION}` },
      // An API does not move; whoever redirects is somebody else.
      redirect: 'manual',
      fetch: repeatSafely(repetition),
    });
  }

  /** The order's message. Safe to repeat as it is: the order number is its key. */
  async sendOrder(order: PurchaseOrder, { signal }: CallOptions = {}): Promise<Accepted<PurchaseOrderMessage>> {
    const answer = await this.api.POST('/api/v1/whatsapp/purchase-orders', { body: order, signal });
    return { message: dataOf(answer), replayed: isReplay(answer) };
  }

  /** One message of any template. */
  async send(
    message: MessageRequest,
    { idempotencyKey = crypto.randomUUID(), signal }: SendOptions = {},
  ): Promise<Accepted<Message>> {
    const params = { header: { 'Idempotency-Key': idempotencyKey } };
    const answer = await this.api.POST('/api/v1/whatsapp/messages', { params, body: message, signal });
    return { message: dataOf(answer, idempotencyKey), replayed: isReplay(answer) };
  }

  /** Up to 1,000 messages; one result for each, in order, because a bad one never spoils the others. */
  async sendBatch(
    messages: readonly BatchItem[],
    { idempotencyKey = crypto.randomUUID(), signal }: SendOptions = {},
  ): Promise<readonly BatchResult[]> {
    const params = { header: { 'Idempotency-Key': idempotencyKey } };
    const body = { messages: [...messages] };
    const answer = await this.api.POST('/api/v1/whatsapp/messages/batch', { params, body, signal });
    return dataOf(answer, idempotencyKey).results.map(({ status, message, problem, replayed = false }) =>
      message === undefined
        ? { accepted: false, error: RecadoError.ofAnswer({ status, body: problem, idempotencyKey }) }
        : { accepted: true, message, replayed },
    );
  }

  /** One message with its timeline. */
  async message(id: string, { signal }: CallOptions = {}): Promise<MessageWithEvents> {
    const params = { path: { id } };
    return dataOf(await this.api.GET('/api/v1/whatsapp/messages/{id}', { params, signal }));
  }

  /** Messages, the newest first, page by page as they are asked for. */
  messages(filters: MessageFilters = {}, { signal }: CallOptions = {}): AsyncGenerator<Message, void, undefined> {
    return everyItem(async (cursor) => {
      const params = { query: { ...filters, cursor } };
      return dataOf(await this.api.GET('/api/v1/whatsapp/messages', { params, signal }));
    });
  }

  /** Ends a message of which nothing was handed to Meta. */
  async cancel(id: string, { signal }: CallOptions = {}): Promise<Message> {
    const params = { path: { id } };
    return dataOf(await this.api.POST('/api/v1/whatsapp/messages/{id}/cancel', { params, signal }));
  }

  /** A FAILED message again, as a new one. `force` is for what Meta may have sent. */
  async resend(
    id: string,
    { force = false, signal }: CallOptions & { readonly force?: boolean } = {},
  ): Promise<Message> {
    const params = { path: { id } };
    return dataOf(await this.api.POST('/api/v1/whatsapp/messages/{id}/resend', { params, body: { force }, signal }));
  }

  /** Who must not be written to, the newest first. */
  suppressions(
    filters: SuppressionFilters = {},
    { signal }: CallOptions = {},
  ): AsyncGenerator<Suppression, void, undefined> {
    return everyItem(async (cursor) => {
      const params = { query: { ...filters, cursor } };
      return dataOf(await this.api.GET('/api/v1/whatsapp/suppressions', { params, signal }));
    });
  }
}

interface Answer<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

function dataOf<Data>({ data, error, response }: Answer<Data>, idempotencyKey: string | null = null): Data {
  if (data !== undefined) return data;
  throw RecadoError.ofAnswer({ status: response.status, headers: response.headers, body: error, idempotencyKey });
}

function isReplay({ response }: Answer<unknown>): boolean {
  return response.headers.get('idempotent-replayed') === 'true';
}
