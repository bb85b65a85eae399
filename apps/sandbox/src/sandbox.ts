import { AccessToken } from './account/access-token.js';
import { BusinessNumber, type Limits } from './account/business-number.js';
import { DueTasks } from './behaviour/due-tasks.js';
import type { Faults } from './behaviour/faults.js';
import { seededRandom } from './behaviour/seeded-random.js';
import type { GraphError } from './graph/graph-error.js';
import type { JsonObject } from './json-object.js';
import { AcceptedMessages } from './messages/accepted-messages.js';
import { Wamids } from './messages/wamid.js';
import type { SandboxSettings } from './sandbox-settings.js';
import { TemplateCatalog } from './templates/template-catalog.js';
import { WebhookSender } from './webhooks/webhook-sender.js';

const healthyAccount = {
  name: 'Lucky Shrub',
  timezone_id: '1',
  currency: 'EUR',
  country: 'ES',
  account_review_status: 'APPROVED',
  business_verification_status: 'verified',
  message_template_namespace: 'ba30dd89_2ebd_41e4_b805_f2c05ae04cc9',
};

/** All that the local Meta knows: one app, one WhatsApp Business account, its numbers, templates and messages. */
export class Sandbox {
  readonly tasks: DueTasks;
  readonly token: AccessToken;
  readonly numbers: readonly BusinessNumber[];
  readonly templates = new TemplateCatalog();
  readonly messages: AcceptedMessages;
  readonly wamids = new Wamids();
  readonly webhooks: WebhookSender;
  readonly media = new Map<string, JsonObject>();
  /** How many sends were refused, by code. */
  readonly refusedByCode = new Map<number, number>();
  /** How often each fault or magic number took effect. */
  readonly injected = new Map<string, number>();
  /** The callback ids that were refused once, for recipients that refuse only the first try. */
  readonly triedOnce = new Set<string>();
  /** When each supplier last wrote, in milliseconds: for 24 hours they may be sent plain texts. */
  readonly lastWroteAt = new Map<string, number>();
  readonly limits: Limits;
  account: JsonObject = { ...healthyAccount };
  requests = 0;
  #faults: Faults;
  #random: () => number;

  constructor(
    readonly settings: SandboxSettings,
    readonly now: () => number = Date.now,
  ) {
    this.tasks = new DueTasks(now);
    this.token = new AccessToken(settings.accessToken);
    this.numbers = settings.phoneNumberIds.map((id, index) => new BusinessNumber(id, index));
    this.messages = new AcceptedMessages(settings.keepMessages);
    this.webhooks = new WebhookSender({
      wabaId: settings.wabaId,
      appSecret: settings.appSecret,
      retryMs: settings.webhookRetryMs,
      connections: settings.webhookConnections,
      tasks: this.tasks,
      now,
    });
    this.webhooks.url = settings.webhookUrl;
    this.limits = { messagesPerSecond: settings.messagesPerSecond, pairRate: settings.pairRate };
    this.#faults = settings.faults;
    this.#random = seededRandom(settings.faults.seed);
    this.faults = settings.faults;
  }

  get faults(): Faults {
    return this.#faults;
  }

  /** New faults start their random decisions from their seed. */
  set faults(faults: Faults) {
    this.#faults = faults;
    this.#random = seededRandom(faults.seed);
    this.webhooks.batchSize = faults.webhooks.batchSize;
  }

  random(): number {
    return this.#random();
  }

  numberById(id: string): BusinessNumber | undefined {
    return this.numbers.find((number) => number.id === id);
  }

  countRefusal(error: GraphError): void {
    this.refusedByCode.set(error.code, (this.refusedByCode.get(error.code) ?? 0) + 1);
  }

  countInjected(what: string): void {
    this.injected.set(what, (this.injected.get(what) ?? 0) + 1);
  }

  /** Back to the state after start-up; the webhook URL stays. */
  reset(): void {
    this.tasks.clear();
    this.token.reset();
    for (const number of this.numbers) number.reset();
    this.templates.reset();
    this.messages.reset();
    this.webhooks.reset();
    for (const memory of [this.media, this.refusedByCode, this.injected, this.triedOnce, this.lastWroteAt])
      memory.clear();
    Object.assign(this.limits, {
      messagesPerSecond: this.settings.messagesPerSecond,
      pairRate: this.settings.pairRate,
    });
    this.account = { ...healthyAccount };
    this.requests = 0;
    this.faults = this.settings.faults;
  }

  async close(): Promise<void> {
    this.tasks.clear();
    await this.webhooks.close();
  }
}
