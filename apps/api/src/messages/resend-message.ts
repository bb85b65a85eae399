import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { visibleClient } from '#clients';
import { type MessageView, MessagesRepository } from '#messages';
import { EventLog, Metrics } from '#runtime';
import { AcceptMessages, type LaterRevision, ResendsRepository } from '#sending';
import type { RequestCaller } from '../access/request-caller.js';
import type { Problem } from '../problems/problem.js';
import { CheckMessage, type MessageCheck } from './check-message.js';
import type { MessageRequestDto } from './dto/message-request.dto.js';

export type MessageResend =
  | { readonly kind: 'accepted'; readonly message: MessageView }
  | { readonly kind: 'refused'; readonly problem: Problem };

export type Repetition =
  | { readonly kind: 'kept'; readonly id: string; readonly warnings: readonly string[] }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** Sends what failed again, as a message of its own that names the first; never a message that may have arrived, nor an order that was replaced. */
@Injectable()
export class ResendMessage {
  constructor(
    @Inject(MessagesRepository) private readonly messages: MessagesRepository,
    private readonly check: CheckMessage,
    @Inject(ResendsRepository) private readonly resends: ResendsRepository,
    @Inject(AcceptMessages) private readonly intake: AcceptMessages,
    private readonly metrics: Metrics,
    private readonly log: EventLog,
  ) {}

  /** Committed to PostgreSQL when it resolves with `accepted`. `force`: although Meta may have sent the first. */
  async execute(caller: RequestCaller, id: string, force: boolean): Promise<MessageResend> {
    const failed = await this.messages.find(id, visibleClient(caller));
    if (failed === null || caller.senderIds?.includes(failed.sender) === false) return refused(UNKNOWN);
    // Asked first: nothing that the other refusals advise would send it.
    const later = failed.status === 'FAILED' ? await this.resends.laterRevision(id) : null;
    if (later !== null) return refused(superseded(later, caller));
    const repetition = await this.repeat(caller, failed, force);
    if (repetition.kind === 'refused') return repetition;
    const view = await this.messages.find(repetition.id, null);
    if (view === null) throw new TypeError(`message ${repetition.id} was kept and is not there`);
    return { kind: 'accepted', message: { ...view, warnings: repetition.warnings } };
  }

  /** Of a message that the caller may see; committed when it resolves with `kept`. */
  async repeat(caller: RequestCaller, failed: MessageView, force: boolean): Promise<Repetition> {
    const check = await this.prepare(caller, failed, force);
    if (check.kind === 'refused') return check;
    const { clientId, requestId, traceparent } = caller;
    const message = {
      ...check.message,
      id: uuidv7(),
      clientId,
      idempotencyKey: null,
      requestHash: null,
      resendOf: failed.id,
      traceparent,
    };
    const resend = await this.resends.keep(failed.id, message, force);
    if (resend.kind === 'resent_before') return refused(resentBefore(resend.id));
    if (resend.kind === 'superseded') return refused(superseded(resend.by, caller));
    if (resend.kind === 'may_have_arrived') return refused(MAY_HAVE_ARRIVED);
    if (resend.kind === 'not_failed') return refused(ARRIVED_MEANWHILE);
    if (resend.due) this.intake.enqueue(message);
    this.metrics.messages.inc({ status: 'PENDING', sender: message.senderId, template: message.templateName });
    this.log.info('message.resent', { messageId: message.id, requestId, resendOf: failed.id, client: clientId });
    return { kind: 'kept', id: message.id, warnings: check.warnings };
  }

  /** What can be said of it before anything is kept. */
  async prepare(caller: RequestCaller, failed: MessageView, force: boolean): Promise<MessageCheck> {
    const request = requestOf(failed);
    if (failed.status !== 'FAILED' || request === null) return refused(notResendable(failed));
    // Asked after it was read: what is erased meanwhile has not been seen either.
    if (await this.messages.lostParts(failed.id)) return refused(PARTS_ARE_ERASED);
    if (failed.error?.code === 'UNCONFIRMED' && !force) return refused(MAY_HAVE_ARRIVED);
    return this.check.execute(caller, request);
  }
}

/** The request that would make the same message; null where its data were erased. */
function requestOf({ to, template, ...message }: MessageView): MessageRequestDto | null {
  if (to === null) return null;
  const { name, language, parameters, header, buttons } = template;
  return {
    to,
    template: { name, language, parameters, ...(header && { header }), ...(buttons && { buttons }) },
    sender: message.sender,
    priority: message.priority,
    ...(message.recipientName !== null && { recipientName: message.recipientName }),
    ...(message.reference !== null && { reference: message.reference }),
    ...(message.metadata !== null && { metadata: { ...message.metadata } }),
  };
}

const UNKNOWN: Problem = { code: 'NOT_FOUND', detail: 'There is no such message.' };

const ARRIVED_MEANWHILE: Problem = {
  code: 'NOT_RESENDABLE',
  detail: 'Only a FAILED message can be resent; Meta has just said that it did send this one.',
};

const PARTS_ARE_ERASED: Problem = {
  code: 'NOT_RESENDABLE',
  detail:
    'It named somebody whose data were erased, and would say "erased" in their place. Write a new message, with what it is to say.',
};

const MAY_HAVE_ARRIVED: Problem = {
  code: 'NOT_RESENDABLE',
  detail: 'Whether Meta sent it could not be learned. Ask the recipient; to send it all the same, add "force": true.',
};

function notResendable({ status, to }: MessageView): Problem {
  const why = to === null ? 'Its data were erased.' : `It is ${status}.`;
  return { code: 'NOT_RESENDABLE', detail: `Only a FAILED message can be sent again. ${why}` };
}

function resentBefore(id: string): Problem {
  return { code: 'ALREADY_RESENT', detail: `Message ${id} repeats it already and has not failed.` };
}

function superseded({ id, revision, senderId }: LaterRevision, { senderIds }: RequestCaller): Problem {
  // Not even the id of another sender's message.
  const where = senderIds?.includes(senderId) === false ? '' : ` (message ${id})`;
  return {
    code: 'SUPERSEDED',
    detail: `Revision ${revision} of its order${where} has replaced it: sent now, it would be the last word that the supplier reads.`,
  };
}

function refused(problem: Problem): { readonly kind: 'refused'; readonly problem: Problem } {
  return { kind: 'refused', problem };
}
