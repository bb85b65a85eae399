import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '#clients';
import type { MessageView } from '#messages';
import { EventLog, Metrics } from '#runtime';
import { AcceptMessages, EarlierRequestsRepository, type NewMessage } from '#sending';
import type { RequestCaller } from '../access/request-caller.js';
import type { Problem } from '../problems/problem.js';
import { CheckMessage } from './check-message.js';
import type { MessageRequestDto } from './dto/message-request.dto.js';
import { ReplayEarlier } from './replay-earlier.js';
import { requestHash } from './request-hash.js';
import { SendingState } from './sending-state.js';
import { viewOfAccepted } from './view-of-accepted.js';

export type MessageAcceptance =
  | { readonly kind: 'accepted'; readonly message: MessageView; readonly replayed: boolean }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** Keeps one message, or finds the one that the same request made before, or says why not. */
@Injectable()
export class AcceptMessage {
  constructor(
    private readonly check: CheckMessage,
    @Inject(AcceptMessages) private readonly intake: AcceptMessages,
    @Inject(EarlierRequestsRepository) private readonly earlier: EarlierRequestsRepository,
    private readonly replayEarlier: ReplayEarlier,
    private readonly sendingState: SendingState,
    private readonly metrics: Metrics,
    private readonly log: EventLog,
  ) {}

  /** Committed to PostgreSQL when it resolves with `accepted`. Rejects with the database's error or BacklogFullError. */
  async execute(
    caller: RequestCaller,
    request: MessageRequestDto,
    idempotencyKey: string | null,
  ): Promise<MessageAcceptance> {
    const hash = requestHash(request);
    const check = await this.check.execute(caller, request);
    if (check.kind === 'refused') {
      const id = idempotencyKey && (await this.earlier.withKey(caller.clientId, idempotencyKey, hash));
      return id ? this.replay(caller, id) : check;
    }
    const { clientId, requestId, traceparent } = caller;
    const id = uuidv7();
    const made = { id, clientId, idempotencyKey, requestHash: hash, resendOf: null, traceparent };
    const message: NewMessage = { ...check.message, ...made };
    const sending = await this.sendingState.of(message);
    const acceptance = await this.intake.accept(message);
    switch (acceptance.kind) {
      case 'replayed':
        return this.replay(caller, acceptance.id);
      case 'key_reused':
        return { kind: 'refused', problem: KEY_REUSED };
      case 'accepted': {
        this.metrics.messages.inc({ status: 'PENDING', sender: message.senderId, template: message.templateName });
        this.log.info('message.accepted', { messageId: id, requestId, client: clientId, sender: message.senderId });
        const { templatePaused, warnings } = check;
        const view = viewOfAccepted(message, { acceptance, sending, templatePaused, warnings });
        return { kind: 'accepted', message: view, replayed: false };
      }
    }
  }

  private async replay(caller: Caller, id: string): Promise<MessageAcceptance> {
    const replay = await this.replayEarlier.execute(caller, id);
    return replay.kind === 'refused' ? replay : { kind: 'accepted', message: replay.message, replayed: true };
  }
}

const KEY_REUSED: Problem = {
  code: 'IDEMPOTENCY_KEY_REUSED',
  detail:
    'This Idempotency-Key came with another request before. Use a key for each message, and the same for repeats.',
};
