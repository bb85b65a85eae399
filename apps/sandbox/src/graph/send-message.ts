import type { FastifyReply } from 'fastify';
import type { BusinessNumber } from '../account/business-number.js';
import { acceptAsUsual, type Answer } from '../behaviour/answer.js';
import { failedWith, plans, type DeliveryPlan } from '../behaviour/delivery-plan.js';
import { codeTo, drawAnswer } from '../behaviour/faults.js';
import { isJsonObject } from '../json-object.js';
import { magicNumber, type MagicNumber } from '../magic/magic-numbers.js';
import type { AcceptedMessage } from '../messages/accepted-message.js';
import { idOf } from '../messages/accepted-messages.js';
import type { Sandbox } from '../sandbox.js';
import { followMessage } from '../webhooks/follow-message.js';
import { checkMessage, type CheckedMessage } from './check-message.js';
import type { GraphError } from './graph-error.js';
import { graphError, invalidRequest } from './graph-error-codes.js';
import type { GraphReplies } from './graph-replies.js';

const CUSTOMER_SERVICE_WINDOW_MS = 24 * 3600_000;
const HUGE_BYTES = 5 * 1024 * 1024;

/** POST /{phone_number_id}/messages: checks, limits, then the answer that the recipient or the faults ask for. */
export async function sendMessage(
  sandbox: Sandbox,
  replies: GraphReplies,
  number: BusinessNumber,
  body: unknown,
  reply: FastifyReply,
) {
  const request = isJsonObject(body) ? body : {};
  if (request['status'] === 'read') return markAsRead(replies, request['message_id'], reply);
  const checked = checkMessage(request, sandbox.templates, number.phone);
  if (checked.kind === 'graph-error') return refuse(sandbox, replies, checked, reply);
  const { waId, userId } = checked.recipient;
  const refusal = number.refusal(waId ?? userId, sandbox.limits, sandbox.now());
  if (refusal) return refuse(sandbox, replies, refusal, reply);
  const magic = waId === undefined ? undefined : magicNumber(waId);
  return answer(sandbox, replies, number, checked, magic, reply);
}

function markAsRead(replies: GraphReplies, messageId: unknown, reply: FastifyReply) {
  if (typeof messageId !== 'string')
    return replies.error(reply, invalidRequest('The parameter message_id is required.'));
  return replies.ok(reply, { success: true });
}

function refuse(sandbox: Sandbox, replies: GraphReplies, error: GraphError, reply: FastifyReply, httpStatus?: number) {
  sandbox.countRefusal(error);
  const isThrottled = httpStatus === 429 || [4, 80007, 130429, 131056].includes(error.code);
  if (isThrottled && sandbox.faults.retryAfter !== null) reply.header('retry-after', sandbox.faults.retryAfter);
  return replies.error(reply, httpStatus === undefined ? error : { ...error, httpStatus });
}

async function answer(
  sandbox: Sandbox,
  replies: GraphReplies,
  number: BusinessNumber,
  checked: CheckedMessage,
  magic: MagicNumber | undefined,
  reply: FastifyReply,
) {
  const chosen = chooseAnswer(sandbox, checked, magic);
  const accept = () => acceptMessage(sandbox, number, checked, magic);
  if (chosen !== acceptAsUsual) sandbox.countInjected(chosen.kind);
  switch (chosen.kind) {
    case 'refuse':
      return refuse(sandbox, replies, graphError(chosen.code), reply);
    case 'rate-429':
      return refuse(sandbox, replies, graphError(130429), reply, 429);
    case 'bare-500':
      return replies.brokenPage(reply, 500);
    case 'reset':
      return replies.reset(reply);
    case 'hang-before':
      return replies.neverAnswer(reply);
    case 'accept':
      return answerAccepted(sandbox, replies, checked, chosen, accept, reply);
    case 'accept-lose-response':
      accept();
      return replies.cutOff(reply);
    case 'accept-hang':
      accept();
      return replies.neverAnswer(reply);
    case 'accept-500':
      accept();
      return replies.brokenPage(reply, 500);
    case 'accept-garbage':
      return replies.garbage(reply, garbageBody(chosen.garbage, acceptedBody(checked, accept(), 'accepted')));
  }
}

/** A magic number has its outcome whatever the faults; one that refuses only the first try then behaves as usual. */
function chooseAnswer(sandbox: Sandbox, checked: CheckedMessage, magic: MagicNumber | undefined): Answer {
  if (!magic) return drawAnswer(sandbox.faults, () => sandbox.random(), checked.recipient.waId);
  if (magic.answer.kind !== 'refuse' || !magic.answer.onlyFirstTry) return magic.answer;
  const message = `${magic.phone} ${idOf(checked.callbackData ?? '')}`;
  if (sandbox.triedOnce.has(message)) return acceptAsUsual;
  sandbox.triedOnce.add(message);
  return magic.answer;
}

async function answerAccepted(
  sandbox: Sandbox,
  replies: GraphReplies,
  checked: CheckedMessage,
  { messageStatus, waitBeforeMs, waitAfterMs }: Extract<Answer, { kind: 'accept' }>,
  accept: () => AcceptedMessage,
  reply: FastifyReply,
) {
  const before = waitBeforeMs ?? sandbox.faults.slowMs;
  const after = waitAfterMs ?? sandbox.faults.delayResponseMs;
  if (before > 0) await pause(sandbox, before);
  const accepted = accept();
  if (after > 0) await pause(sandbox, after);
  return replies.ok(reply, acceptedBody(checked, accepted, messageStatus ?? 'accepted'));
}

function pause(sandbox: Sandbox, ms: number): Promise<void> {
  return new Promise((resolve) => sandbox.tasks.in(ms, resolve));
}

function acceptMessage(
  sandbox: Sandbox,
  number: BusinessNumber,
  checked: CheckedMessage,
  magic: MagicNumber | undefined,
): AcceptedMessage {
  const { recipient, callbackData, content } = checked;
  const acceptedAt = sandbox.now();
  const message: AcceptedMessage = {
    id: sandbox.wamids.outgoing(recipient.waId ?? recipient.userId),
    phoneNumberId: number.id,
    recipient,
    hidesPhone: magic?.hidesPhone ?? false,
    callbackData,
    content,
    acceptedAt,
    events: [],
  };
  number.accepted.add(acceptedAt);
  sandbox.messages.add(message);
  followMessage(sandbox, number, message, planOf(sandbox, message, magic));
  return message;
}

function planOf(
  sandbox: Sandbox,
  { content, recipient }: AcceptedMessage,
  magic: MagicNumber | undefined,
): DeliveryPlan {
  const failed = codeTo(sandbox.faults.failTo, recipient.waId);
  if (failed !== null) return failedWith(failed);
  if (sandbox.faults.failWith !== null) return failedWith(sandbox.faults.failWith);
  const lastWroteAt = sandbox.lastWroteAt.get(recipient.userId) ?? -Infinity;
  const isWindowOpen = sandbox.now() - lastWroteAt < CUSTOMER_SERVICE_WINDOW_MS;
  if (content.type === 'text' && !isWindowOpen) return failedWith(131047);
  return magic?.plan ?? plans.usual;
}

function acceptedBody({ recipient }: CheckedMessage, { id }: AcceptedMessage, messageStatus: string) {
  const { input, waId, userId } = recipient;
  return {
    messaging_product: 'whatsapp',
    contacts: [waId === undefined ? { input, user_id: userId } : { input, wa_id: waId }],
    messages: [messageStatus === 'absent' ? { id } : { id, message_status: messageStatus }],
  };
}

function garbageBody(garbage: string, accepted: object): string {
  const json = JSON.stringify(accepted);
  switch (garbage) {
    case 'empty':
      return '';
    case 'truncated':
      return json.slice(0, json.length / 2);
    case 'huge':
      return JSON.stringify({ ...accepted, padding: 'x'.repeat(HUGE_BYTES) });
    default:
      return '<!DOCTYPE html><html><body>Sorry, something went wrong.</body></html>';
  }
}
