import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '#clients';
import { SendQueues } from '#queues';
import { Environment, EventLog } from '#runtime';
import { AdmitVisitor } from '../access/admit-visitor.js';
import type { Authentication } from '../access/authenticate.js';
import type { Need } from '../access/need.js';
import { QUEUE_BOARD_PATH, SIGN_IN_PATH } from '../border/paths.js';
import type { Problem } from '../problems/problem.js';
import { problemOfError } from '../problems/problem-of-error.js';
import { sendProblem } from '../problems/send-problem.js';

/** What the dashboard asks of whoever looks at it. */
export const QUEUE_BOARD_NEED: Need = { scopes: ['ops'], allSenders: true };

/**
 * What may be done where QUEUE_BOARD_ACTIONS allows it: with jobs, which are wake-up calls that are made again where they are
 * missing. Not: jobs of people's own making, a pause or a rate, which live in PostgreSQL (`recado senders pause`) and would be lost
 * with the queue, and which a worker would take for being stuck.
 */
const ACTIONS: ReadonlySet<string> = new Set(
  [
    ':queueName/retry/:queueStatus',
    ':queueName/promote',
    ':queueName/clean/:queueStatus',
    ':queueName/empty',
    ':queueName/:jobId/retry',
    ':queueName/:jobId/clean',
    ':queueName/:jobId/promote',
  ].map((path) => `${QUEUE_BOARD_PATH}/api/queues/${path}`),
);

const LOOK_ONLY: Problem = {
  code: 'METHOD_NOT_ALLOWED',
  detail:
    'The dashboard is for looking. Messages are cancelled, released and sent again through the API, senders paused by `recado senders pause`.',
  headers: { allow: 'GET, HEAD' },
};

const QUEUE_AWAY: Problem = {
  code: 'UNAVAILABLE',
  detail: 'The queue does not answer. Messages are accepted all the same and sent when it is back.',
  headers: { 'retry-after': '5' },
};

const NOT_SIGNED_IN: Problem = {
  code: 'UNAUTHENTICATED',
  detail: `Nobody is signed in, or not any more. Sign in at ${SIGN_IN_PATH}, or send "Authorization: Bearer <key>".`,
  headers: { 'www-authenticate': 'Bearer' },
};

/** Stands before every path of the dashboard. */
@Injectable()
export class QueueBoardDoor {
  constructor(
    private readonly admitVisitor: AdmitVisitor,
    @Inject(SendQueues) private readonly queues: SendQueues,
    private readonly environment: Environment,
    private readonly log: EventLog,
  ) {}

  /** The answer where somebody is not let in; undefined lets them pass. */
  async open(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const answer = await this.visitor(request, reply).catch(refusalOf);
    if (answer.kind === 'refused') {
      if (answer.problem !== NOT_SIGNED_IN || !isPage(request)) return sendProblem(request, reply, answer.problem);
      return reply.redirect(`${SIGN_IN_PATH}?next=${encodeURIComponent(request.url)}`, 303);
    }
    if (!this.queues.available()) return sendProblem(request, reply, QUEUE_AWAY);
    if (request.method === 'GET' || request.method === 'HEAD') return undefined;
    // The board's own read-only mode hides the buttons and leaves some of the calls behind them open.
    if (!this.mayBeDone(request)) return sendProblem(request, reply, LOOK_ONLY);
    this.tell(request, answer.caller);
    return undefined;
  }

  private async visitor(request: FastifyRequest, reply: FastifyReply): Promise<Authentication> {
    const visit = await this.admitVisitor.execute(request, reply, QUEUE_BOARD_NEED);
    return visit.by === 'nothing' ? { kind: 'refused', problem: NOT_SIGNED_IN, caller: null } : visit.answer;
  }

  private mayBeDone({ routeOptions }: FastifyRequest): boolean {
    return this.environment.QUEUE_BOARD_ACTIONS && ACTIONS.has(routeOptions.url ?? '');
  }

  private tell({ routeOptions }: FastifyRequest, { keyId, clientId }: Caller): void {
    this.log.info('queue_board.action', { route: routeOptions.url, key: keyId, client: clientId });
  }
}

/** Nobody can be asked who that is. Told here: the board would call whatever is thrown a failure of its own, 500. */
function refusalOf(error: unknown): Authentication {
  const problem = problemOfError(error, true);
  if (problem.code !== 'UNAVAILABLE') throw error;
  return { kind: 'refused', problem, caller: null };
}

/** A person opens it, not a script of the page that is open already. */
function isPage({ method, headers }: FastifyRequest): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html');
}
