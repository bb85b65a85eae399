import { Inject, Injectable } from '@nestjs/common';
import type { MessageView } from '#messages';
import { EventLog } from '#runtime';
import { type ResendStanding, ResendsRepository } from '#sending';
import type { RequestCaller } from '../access/request-caller.js';
import type { Problem } from '../problems/problem.js';
import type { ProblemCode } from '../problems/problem-codes.js';
import type { BulkResendDto, BulkResendRequestDto } from './dto/bulk-resend.dto.js';
import { ListMessages } from './list-messages.js';
import { ResendMessage } from './resend-message.js';

const PAGE = 200;
/** No further page is begun when so many were sent again, or looked at: a call is to be answered within seconds. */
const MOST_RESENT = 1_000;
const MOST_LOOKED_AT = 10_000;
/** Of the list, each of which may be empty where little matches. */
const MOST_PAGES = 100;
/** Each takes a connection to PostgreSQL; the others are for those who send and for Meta. */
const AT_ONCE = 4;

export type BulkResend =
  { readonly kind: 'done'; readonly result: BulkResendDto } | { readonly kind: 'refused'; readonly problem: Problem };

/** Sends again whatever failed and matches; what was sent again before, is replaced, or may have arrived, is left alone, so that it can be repeated. */
@Injectable()
export class ResendFailed {
  constructor(
    private readonly listMessages: ListMessages,
    private readonly resendMessage: ResendMessage,
    @Inject(ResendsRepository) private readonly resends: ResendsRepository,
    private readonly log: EventLog,
  ) {}

  async execute(caller: RequestCaller, request: BulkResendRequestDto): Promise<BulkResend> {
    const { force = false, dryRun = false, cursor: from, ...filters } = request;
    if (Object.values(filters).every((filter) => filter === undefined)) return { kind: 'refused', problem: NO_FILTER };
    const tally = new Tally();
    let cursor = from ?? null;
    let pages = 0;
    do {
      pages += 1;
      const page = { ...filters, status: 'FAILED' as const, limit: PAGE, ...(cursor !== null && { cursor }) };
      const listing = await this.listMessages.execute(caller, page);
      if (listing.kind === 'refused') return listing;
      const { items, nextCursor } = listing.page;
      await this.resendPage(caller, items, { force, dryRun }, tally);
      cursor = nextCursor;
    } while (cursor !== null && pages < MOST_PAGES && tally.resent < MOST_RESENT && tally.matched < MOST_LOOKED_AT);
    const { matched, resent } = tally;
    const { requestId, clientId } = caller;
    this.log.info('message.resent_in_bulk', { requestId, client: clientId, matched, resent, dryRun });
    return { kind: 'done', result: { dryRun, matched, resent, skipped: tally.skipped(), nextCursor: cursor } };
  }

  private async resendPage(
    caller: RequestCaller,
    items: readonly MessageView[],
    { force, dryRun }: { readonly force: boolean; readonly dryRun: boolean },
    tally: Tally,
  ): Promise<void> {
    const standings = await this.resends.standings(items.map(({ id }) => id));
    const resend = async (message: MessageView): Promise<void> => {
      const standing = standings.get(message.id);
      const hindrance = hindranceOf(standing, force);
      if (hindrance !== null) return tally.note(message.id, hindrance);
      const result = await (dryRun
        ? this.resendMessage.prepare(caller, message, force)
        : this.resendMessage.repeat(caller, message, force));
      tally.note(standing?.first ?? message.id, result.kind === 'refused' ? result.problem.code : null);
    };
    for (let index = 0; index < items.length; index += AT_ONCE)
      await Promise.all(items.slice(index, index + AT_ONCE).map(resend));
  }
}

/** Where nobody needs to try. */
function hindranceOf(standing: ResendStanding | undefined, force: boolean): ProblemCode | null {
  if (standing === undefined) return 'NOT_FOUND';
  if (standing.superseded) return 'SUPERSEDED';
  if (standing.repeatedBy !== null) return 'ALREADY_RESENT';
  return standing.mayHaveArrived && !force ? 'NOT_RESENDABLE' : null;
}

/** How many of them there were, and what became of them. */
class Tally {
  matched = 0;
  resent = 0;
  private readonly refusals = new Map<ProblemCode, number>();
  private readonly repeated = new Set<string>();

  /** `first`: what the message repeats; of two that repeat the same only one is sent again, which a dry run cannot learn otherwise. */
  note(first: string, refusal: ProblemCode | null): void {
    this.matched += 1;
    const code = refusal === null && this.repeated.has(first) ? 'ALREADY_RESENT' : refusal;
    if (code === null) {
      this.resent += 1;
      this.repeated.add(first);
    } else {
      this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
    }
  }

  skipped(): BulkResendDto['skipped'] {
    return [...this.refusals].map(([code, count]) => ({ code, count }));
  }
}

const NO_FILTER: Problem = {
  code: 'VALIDATION_FAILED',
  detail: 'Say which: at least one filter of the list. For all there ever were, "createdFrom" with a time long ago.',
};
