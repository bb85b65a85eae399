import { Inject, Injectable } from '@nestjs/common';
import { type Caller, visibleClient } from '#clients';
import { ListCursor, type MessageFilters, type MessagePage, MessagesRepository } from '#messages';
import { Clock, Environment } from '#runtime';
import type { Problem } from '../problems/problem.js';
import type { ListMessagesDto } from './dto/list-messages.dto.js';
import { readRecipient } from './read-recipient.js';

const DEFAULT_LIMIT = 50;

export type MessageListing =
  { readonly kind: 'page'; readonly page: MessagePage } | { readonly kind: 'refused'; readonly problem: Problem };

/** Finds a client's messages, newest first. */
@Injectable()
export class ListMessages {
  constructor(
    @Inject(MessagesRepository) private readonly messages: MessagesRepository,
    private readonly environment: Environment,
    private readonly clock: Clock,
  ) {}

  async execute(caller: Caller, query: ListMessagesDto): Promise<MessageListing> {
    const cursor = query.cursor === undefined ? undefined : ListCursor.parse(query.cursor);
    if (cursor === null) return { kind: 'refused', problem: CURSOR_PROBLEM };
    // A + that was not escaped arrives as a blank.
    const to = query.to === undefined ? undefined : readRecipient(query.to.replace(/^ /, '+'));
    if (to?.kind === 'refused') return to;
    const [createdFrom, createdTo] = [dateOf(query.createdFrom), dateOf(query.createdTo)];
    if (createdFrom && createdTo && createdFrom > createdTo) return { kind: 'refused', problem: NO_TIME_BETWEEN };
    const { status, reference, template, sender, errorCode, pendingReason, q } = query;
    const filters = {
      status,
      reference,
      template,
      sender,
      errorCode,
      pendingReason,
      q,
      recipient: to?.recipient,
      senders: caller.senderIds ?? undefined,
      createdFrom,
      createdTo,
      updatedFrom: dateOf(query.updatedFrom),
      undeliveredBefore: query.undelivered === undefined ? undefined : this.undeliveredBefore(),
      limit: query.limit ?? DEFAULT_LIMIT,
      cursor,
    } satisfies MessageFilters;
    return { kind: 'page', page: await this.messages.list(filters, visibleClient(caller)) };
  }

  private undeliveredBefore(): Date {
    return new Date(this.clock.now().getTime() - this.environment.UNDELIVERED_AFTER);
  }
}

function dateOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}

const CURSOR_PROBLEM: Problem = {
  code: 'CURSOR_INVALID',
  detail: 'Use nextCursor of the page before as it came, or leave it out for the first page.',
  errors: [{ path: 'cursor', message: 'is not a cursor of this list' }],
};

const NO_TIME_BETWEEN: Problem = {
  code: 'VALIDATION_FAILED',
  detail: 'createdFrom is after createdTo: no message can lie between.',
  errors: [{ path: 'createdFrom', message: 'is after createdTo' }],
};
