import { Agent, request } from 'undici';
import type { DueTasks } from '../behaviour/due-tasks.js';
import { Fifo } from '../fifo.js';
import { escapedJson, signWebhook } from './sign-webhook.js';

/** One change as it stands in `entry[].changes[]`. */
export interface WebhookChange {
  readonly field: string;
  readonly value: object;
}

interface Delivery {
  readonly body: string;
  readonly changes: number;
  readonly firstTriedAt: number;
  tries: number;
}

export interface WebhookSenderOptions {
  readonly wabaId: string;
  readonly appSecret: string;
  readonly tasks: DueTasks;
  readonly now: () => number;
  /** Wait before the first repetition in milliseconds; it doubles with each. */
  readonly retryMs: number;
  /** POSTs under way at once, each on a connection of its own. */
  readonly connections: number;
  /** Bodies kept while the receiver is away; what is above is dropped and counted. */
  readonly keep?: number;
}

const LONGEST_WAIT_MS = 60_000;
const GIVE_UP_AFTER_MS = 7 * 24 * 3600_000;
const BATCH_WAIT_MS = 50;
const ANSWER_TIMEOUT_MS = 10_000;

/**
 * Posts signed webhooks to the receiver: many at once, so in no certain order, and again with growing pauses for up to 7
 * days until the answer is exactly 200. https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
 */
export class WebhookSender {
  readonly counts = { changesQueued: 0, posted: 0, changesDelivered: 0, retried: 0, dropped: 0 };
  batchSize = 1;
  url: string | undefined;
  /** Without a subscription of the app to the account Meta stays silent. */
  isSubscribed = true;
  readonly #waiting = new Fifo<Delivery>();
  readonly #agent: Agent;
  #batch: WebhookChange[] = [];
  #underWay = 0;
  #toRetry = 0;
  #generation = 0;

  constructor(private readonly options: WebhookSenderOptions) {
    this.#agent = new Agent({
      connections: options.connections,
      headersTimeout: ANSWER_TIMEOUT_MS,
      bodyTimeout: ANSWER_TIMEOUT_MS,
    });
  }

  /** Webhooks that are still to be delivered. */
  get pending(): number {
    return this.#batch.length + this.#waiting.size + this.#underWay + this.#toRetry;
  }

  /** Queues a change; batches leave when they are full or after a moment. */
  send(change: WebhookChange): void {
    if (!this.#isHeard) return;
    this.#batch.push(change);
    if (this.#batch.length >= this.batchSize) this.#flush();
    else if (this.#batch.length === 1) this.options.tasks.in(BATCH_WAIT_MS, () => this.#flush());
  }

  /** Queues an account or template change, which carries its time and travels alone. */
  sendTimed(change: WebhookChange): void {
    this.#enqueue([{ id: this.options.wabaId, time: Math.floor(this.options.now() / 1000), changes: [change] }], 1);
  }

  /** Posts bytes once and now. Answers the receiver's HTTP status, or undefined when it did not answer. */
  async post(body: string | Buffer): Promise<number | undefined> {
    if (this.url === undefined) return undefined;
    try {
      const response = await request(this.url, {
        dispatcher: this.#agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'facebookexternalua',
          'x-hub-signature-256': signWebhook(body, this.options.appSecret),
        },
        body,
      });
      await response.body.dump();
      return response.statusCode;
    } catch {
      return undefined;
    }
  }

  /** Meta's handshake: true when the receiver answers the challenge with 200 and nothing else. */
  async verify(url: string, verifyToken: string): Promise<boolean> {
    const challenge = String(1_000_000_000 + (this.options.now() % 1_000_000_000));
    const target = new URL(url);
    target.searchParams.set('hub.mode', 'subscribe');
    target.searchParams.set('hub.challenge', challenge);
    target.searchParams.set('hub.verify_token', verifyToken);
    try {
      const response = await request(target, { dispatcher: this.#agent });
      return (await response.body.text()) === challenge && response.statusCode === 200;
    } catch {
      return false;
    }
  }

  /** Forgets everything that waits, and the counts. */
  reset(): void {
    this.#generation += 1;
    this.isSubscribed = true;
    this.#waiting.clear();
    this.#batch = [];
    this.#toRetry = 0;
    Object.assign(this.counts, { changesQueued: 0, posted: 0, changesDelivered: 0, retried: 0, dropped: 0 });
  }

  async close(): Promise<void> {
    this.reset();
    await this.#agent.destroy();
  }

  get #isHeard(): boolean {
    return this.url !== undefined && this.isSubscribed;
  }

  #flush(): void {
    if (this.#batch.length === 0) return;
    const changes = this.#batch;
    this.#batch = [];
    this.#enqueue([{ id: this.options.wabaId, changes }], changes.length);
  }

  #enqueue(entry: readonly object[], changes: number): void {
    if (!this.#isHeard) return;
    if (this.pending >= (this.options.keep ?? 200_000)) {
      this.counts.dropped += changes;
      return;
    }
    this.counts.changesQueued += changes;
    const body = escapedJson({ object: 'whatsapp_business_account', entry });
    this.#waiting.push({ body, changes, firstTriedAt: this.options.now(), tries: 0 });
    this.#pump();
  }

  #pump(): void {
    while (this.#underWay < this.options.connections) {
      const delivery = this.#waiting.take();
      if (!delivery) return;
      this.#underWay += 1;
      void this.#deliver(delivery);
    }
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const generation = this.#generation;
    this.counts.posted += 1;
    delivery.tries += 1;
    const status = await this.post(delivery.body);
    this.#underWay -= 1;
    if (generation === this.#generation) {
      if (status === 200) this.counts.changesDelivered += delivery.changes;
      else this.#again(delivery);
    }
    this.#pump();
  }

  #again(delivery: Delivery): void {
    if (this.options.now() - delivery.firstTriedAt > GIVE_UP_AFTER_MS) {
      this.counts.dropped += delivery.changes;
      return;
    }
    const generation = this.#generation;
    const wait = Math.min(this.options.retryMs * 2 ** (delivery.tries - 1), LONGEST_WAIT_MS);
    this.#toRetry += 1;
    this.options.tasks.in(wait, () => {
      if (generation !== this.#generation) return;
      this.#toRetry -= 1;
      this.counts.retried += 1;
      this.#waiting.push(delivery);
      this.#pump();
    });
  }
}
