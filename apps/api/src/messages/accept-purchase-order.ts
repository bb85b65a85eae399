import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '#clients';
import { type MessageView, type Money, formatMoney, parseMoney } from '#messages';
import { Environment, EventLog, Metrics } from '#runtime';
import {
  AcceptMessages,
  EarlierRequestsRepository,
  type PurchaseOrderAcceptance,
  PurchaseOrdersRepository,
} from '#sending';
import type { RequestCaller } from '../access/request-caller.js';
import type { FieldProblem, Problem } from '../problems/problem.js';
import { CheckMessage } from './check-message.js';
import type { MessageRequestDto } from './dto/message-request.dto.js';
import type { PurchaseOrderRequestDto } from './dto/purchase-order-request.dto.js';
import { OF_ANOTHER_SENDER, ReplayEarlier } from './replay-earlier.js';
import { requestHash } from './request-hash.js';
import { SendingState } from './sending-state.js';
import { viewOfAccepted } from './view-of-accepted.js';

/** The earlier message of the order, which a higher revision replaces. */
export interface Superseded {
  readonly id: string;
  readonly cancelled: boolean;
}

export type OrderAcceptance =
  | {
      readonly kind: 'accepted';
      readonly message: MessageView;
      readonly superseded: Superseded | null;
      readonly replayed: boolean;
    }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** Makes the message that tells a supplier of an order: one for each order number and revision. */
@Injectable()
export class AcceptPurchaseOrder {
  constructor(
    private readonly check: CheckMessage,
    @Inject(PurchaseOrdersRepository) private readonly orders: PurchaseOrdersRepository,
    @Inject(AcceptMessages) private readonly intake: AcceptMessages,
    @Inject(EarlierRequestsRepository) private readonly earlier: EarlierRequestsRepository,
    private readonly replayEarlier: ReplayEarlier,
    private readonly sendingState: SendingState,
    private readonly environment: Environment,
    private readonly metrics: Metrics,
    private readonly log: EventLog,
  ) {}

  /** Committed to PostgreSQL when it resolves with `accepted`. Rejects with the database's error. */
  async execute(caller: RequestCaller, order: PurchaseOrderRequestDto): Promise<OrderAcceptance> {
    const reading = parseMoney(order.total.amount, order.total.currency);
    if (reading.kind === 'refused') return { kind: 'refused', problem: amountProblem(reading.at, reading.message) };
    const { clientId, requestId, traceparent } = caller;
    const { orderNumber } = order;
    const revision = order.revision ?? null;
    const contentHash = contentHashOf(order, reading.money);
    const check = await this.check.execute(caller, this.messageRequestOf(order, reading.money));
    if (check.kind === 'refused') {
      const id = await this.earlier.ofOrder(clientId, orderNumber, revision, contentHash);
      return id === null
        ? { kind: 'refused', problem: this.inWordsOfOrders(check.problem, order) }
        : this.replay(caller, id);
    }
    const id = uuidv7();
    const made = { id, clientId, idempotencyKey: null, requestHash: null, resendOf: null, traceparent };
    const message = { ...check.message, ...made };
    const sending = await this.sendingState.of(message);
    const acceptance = await this.orders.accept({
      orderNumber,
      revision,
      contentHash,
      message,
      senderIds: caller.senderIds,
    });
    if (acceptance.kind !== 'accepted') return this.answerForKnown(caller, acceptance);
    if (acceptance.due) this.intake.enqueue(message);
    this.metrics.messages.inc({ status: 'PENDING', sender: message.senderId, template: message.templateName });
    this.log.info('message.accepted', { messageId: id, requestId, client: clientId, sender: message.senderId });
    const { templatePaused, warnings } = check;
    const view = viewOfAccepted(message, { acceptance, sending, templatePaused, warnings });
    return { kind: 'accepted', message: view, superseded: acceptance.superseded, replayed: false };
  }

  private async answerForKnown(
    caller: Caller,
    acceptance: Exclude<PurchaseOrderAcceptance, { kind: 'accepted' }>,
  ): Promise<OrderAcceptance> {
    switch (acceptance.kind) {
      case 'same':
        return this.replay(caller, acceptance.id);
      case 'changed': {
        // Not even the id of another sender's message.
        const replay = await this.replayEarlier.execute(caller, acceptance.id);
        if (replay.kind === 'refused') return replay;
        return { kind: 'refused', problem: changedProblem(acceptance.id, acceptance.revision) };
      }
      case 'other_sender':
        return { kind: 'refused', problem: OF_ANOTHER_SENDER };
      case 'revision_not_above':
        return { kind: 'refused', problem: revisionProblem(acceptance.lastRevision) };
    }
  }

  private async replay(caller: Caller, id: string): Promise<OrderAcceptance> {
    const replay = await this.replayEarlier.execute(caller, id);
    if (replay.kind === 'refused') return replay;
    return { kind: 'accepted', message: replay.message, superseded: null, replayed: true };
  }

  private inWordsOfOrders(problem: Problem, { documentUrl }: PurchaseOrderRequestDto): Problem {
    const document = documentUrl
      ? `Template ${this.environment.PO_TEMPLATE} has no header for a document: leave documentUrl out.`
      : `Template ${this.environment.PO_TEMPLATE} has a header for a document: send documentUrl.`;
    const errors = (problem.errors ?? []).map(({ path, message }) =>
      path.startsWith('template.header') ? { path: 'documentUrl', message: document } : placed(path, message),
    );
    return { ...problem, detail: errors.map(({ path, message }) => `${path}: ${message}`).join(' '), errors };
  }

  private messageRequestOf(order: PurchaseOrderRequestDto, money: Money): MessageRequestDto {
    const { PO_TEMPLATE: name, PO_LANGUAGE: language, PO_AMOUNT_LOCALE: locale } = this.environment;
    const { supplier, orderNumber, documentUrl, sendAt } = order;
    return {
      to: supplier.phone,
      recipientName: supplier.name,
      template: {
        name,
        language,
        parameters: [supplier.name, orderNumber, formatMoney(money, locale)],
        ...(documentUrl && { header: { type: 'document', link: documentUrl, filename: `${orderNumber}.pdf` } }),
      },
      reference: orderNumber,
      priority: 'high',
      ...(sendAt && { sendAt }),
    };
  }
}

/** What makes it another order: whom it is for and what it says; not when it is sent. */
function contentHashOf({ supplier, documentUrl }: PurchaseOrderRequestDto, money: Money): Buffer {
  return requestHash({ name: supplier.name, phone: supplier.phone, money, documentUrl: documentUrl ?? null });
}

/** Where a fault of the message lies in the order that it was made from. */
const PATHS: ReadonlyMap<string, string> = new Map([
  ['to', 'supplier.phone'],
  ['template.parameters[0]', 'supplier.name'],
  ['template.parameters[1]', 'orderNumber'],
  ['template.parameters[2]', 'total.amount'],
]);

function placed(path: string, message: string): FieldProblem {
  return { path: PATHS.get(path) ?? path, message };
}

function amountProblem(at: 'amount' | 'currency', message: string): Problem {
  const path = `total.${at}`;
  return { code: 'VALIDATION_FAILED', detail: `${path}: ${message}`, errors: [{ path, message }] };
}

function changedProblem(id: string, revision: number): Problem {
  const detail =
    `The order is known with another supplier, amount or document (message ${id}). ` +
    `To replace it, use revision ${revision + 1} or higher.`;
  return { code: 'PURCHASE_ORDER_CHANGED', detail };
}

function revisionProblem(last: number): Problem {
  const message = `must be above ${last}, the last one of this order`;
  return { code: 'REVISION_NOT_ABOVE_LAST', detail: `revision ${message}.`, errors: [{ path: 'revision', message }] };
}
