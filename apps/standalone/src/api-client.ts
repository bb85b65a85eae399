import { CannotStart } from './cannot-start.js';
import type { ExampleOrder } from './example-order.js';
import { type Message, parseMessage } from './message.js';

/** The API as the procurement service sees it. */
export class ApiClient {
  constructor(
    /** Without a slash at the end. */
    private readonly baseUrl: string,
    private readonly key: string,
  ) {}

  /** The same order again is the same message again. */
  async submitOrder(order: ExampleOrder): Promise<Message> {
    return this.request('POST', '/purchase-orders', JSON.stringify(order));
  }

  async getMessage(id: string): Promise<Message> {
    return this.request('GET', `/messages/${id}`);
  }

  private async request(method: string, path: string, body?: string): Promise<Message> {
    const response = await fetch(`${this.baseUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.key}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    if (response.ok) return parseMessage(JSON.parse(text));
    throw new CannotStart(`${method} ${path} was answered with ${response.status}:\n  ${text}`);
  }
}
