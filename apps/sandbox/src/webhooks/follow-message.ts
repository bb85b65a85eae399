import type { BusinessNumber } from '../account/business-number.js';
import type { DeliveryPlan, Moment, PlannedWebhook } from '../behaviour/delivery-plan.js';
import type { AcceptedMessage, MessageEvent } from '../messages/accepted-message.js';
import type { Sandbox } from '../sandbox.js';
import { buttonsOf } from '../templates/template.js';
import { marketingPreferenceChange, statusChange } from './message-changes.js';
import { supplierReplies } from './supplier-replies.js';
import type { WebhookChange } from './webhook-sender.js';

const JITTER = 0.2;
const DUPLICATE_WITHIN_MS = 1_000;

/** Schedules everything that the plan says will be told about an accepted message. */
export function followMessage(
  sandbox: Sandbox,
  number: BusinessNumber,
  message: AcceptedMessage,
  plan: DeliveryPlan,
): void {
  const { webhooks: faults } = sandbox.faults;
  if (faults.lose > 0 && sandbox.random() < faults.lose) return sandbox.countInjected('webhooks lost');
  const pace = 1 + JITTER * (2 * sandbox.random() - 1);
  for (const planned of plan) {
    const told = 'told' in planned ? planned.told : planned.at;
    const delay = delayOf(sandbox, told ?? planned.at) * pace;
    sandbox.tasks.in(delay, () =>
      tell(sandbox, number, message, planned, message.acceptedAt + delayOf(sandbox, planned.at) * pace),
    );
  }
}

function delayOf({ settings }: Sandbox, moment: Moment): number {
  switch (moment) {
    case 'sent':
      return settings.sentAfterMs;
    case 'delivered':
      return settings.deliveredAfterMs;
    case 'read':
      return settings.readAfterMs;
    case 'replied':
      return settings.replyAfterMs;
  }
}

function tell(
  sandbox: Sandbox,
  number: BusinessNumber,
  message: AcceptedMessage,
  planned: PlannedWebhook,
  happenedAt: number,
): void {
  const timestamp = Math.floor(happenedAt / 1000);
  switch (planned.kind) {
    case 'status':
      return tellStatus(sandbox, number, message, planned, timestamp);
    case 'text-reply':
      return void supplierReplies(sandbox, number, message, { type: 'text', text: planned.text });
    case 'button-reply':
      return void supplierReplies(sandbox, number, message, pressedButton(message));
    case 'marketing-stop':
      return sandbox.webhooks.send(marketingPreferenceChange(number, message.recipient, 'stop', timestamp));
  }
}

/** The first quick reply, with the payload of the request or else its own words. */
function pressedButton({ content }: AcceptedMessage) {
  const buttons = content.type === 'template' ? buttonsOf(content.template) : [];
  const index = buttons.findIndex(({ type }) => type === 'QUICK_REPLY');
  const text = buttons[index]?.text ?? 'Confirmar pedido';
  const payload = content.type === 'template' ? content.values.buttons.get(index) : undefined;
  return { type: 'button', text, payload: payload ?? text } as const;
}

function tellStatus(
  sandbox: Sandbox,
  number: BusinessNumber,
  message: AcceptedMessage,
  planned: Extract<PlannedWebhook, { kind: 'status' }>,
  timestamp: number,
): void {
  const event: MessageEvent = {
    status: planned.status,
    timestamp,
    ...(planned.code !== undefined && { code: planned.code }),
  };
  message.events.push(event);
  const hasPricing = planned.status !== 'failed' && planned.withoutPricing !== true;
  const change = statusChange(number, message, event, hasPricing);
  sendWithFaults(sandbox, change);
  if (planned.twice) sandbox.webhooks.send(change);
}

/** Holds back and repeats as the faults say. */
function sendWithFaults(sandbox: Sandbox, change: WebhookChange): void {
  const { delayMs, shuffle, duplicate } = sandbox.faults.webhooks;
  const send = () => sandbox.webhooks.send(change);
  if (shuffle > 0 && sandbox.random() < shuffle) {
    sandbox.countInjected('webhooks shuffled');
    sandbox.tasks.in(delayMs + sandbox.random() * sandbox.settings.readAfterMs, send);
  } else if (delayMs > 0) sandbox.tasks.in(delayMs, send);
  else send();
  if (duplicate > 0 && sandbox.random() < duplicate) {
    sandbox.countInjected('webhooks duplicated');
    sandbox.tasks.in(delayMs + sandbox.random() * DUPLICATE_WITHIN_MS, send);
  }
}
