import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, OperatorSessions, visibleClient } from '#clients';
import type { Need } from '../access/need.js';
import { ReadSession } from '../access/read-session.js';
import { sessionCookie, sessionIn } from '../access/session-cookie.js';
import { missingProof } from '../access/session-proof.js';
import { SignIn } from '../access/sign-in.js';
import { tooManyFailures } from '../access/too-many-failures.js';
import { CONSOLE_PATH } from '../border/paths.js';
import type { Problem } from '../problems/problem.js';
import { sendProblem } from '../problems/send-problem.js';

/** Whoever may look may come in; what else they may do is asked of each call. */
const CONSOLE_NEED: Need = { scopes: [], oneOf: ['ops', 'messages:read'], allSenders: false };

/** More than a key needs. */
const BODY_LIMIT = 4_096;

const NO_KEY_IN_BODY: Problem = {
  code: 'INVALID_REQUEST',
  detail: 'The body is { "key": "rk_…" } and nothing else.',
  errors: [{ path: 'key', message: 'is not a text' }],
};

/** Where people sign in to the operators' page, are told what they may do there, and sign out: the only calls that are its own. */
@Injectable()
export class ConsoleSessionRoutes {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly signIn: SignIn,
    private readonly readSession: ReadSession,
    @Inject(OperatorSessions) private readonly sessions: OperatorSessions,
  ) {}

  register(scope: FastifyInstance): void {
    const url = `${CONSOLE_PATH}/session`;
    const options = { bodyLimit: BODY_LIMIT };
    scope.get(url, (request, reply) => this.show(request, reply));
    scope.post(url, options, (request, reply) => this.enter(request, reply));
    scope.delete(url, options, (request, reply) => this.leave(request, reply));
  }

  /** That nobody is signed in is an answer like any other: the page asks whenever it is opened. */
  private async show(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const reading = await this.readSession.execute(request);
    if (reading.kind === 'over') {
      this.forget(request, reply);
      if (reading.waitMs !== null) return sendProblem(request, reply, tooManyFailures(reading.waitMs));
    }
    return { session: reading.kind === 'open' ? viewOf(reading.caller) : null };
  }

  private async enter(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const key = keyIn(request.body);
    const problem = missingProof(request) ?? (key === null ? NO_KEY_IN_BODY : null);
    if (problem !== null) return sendProblem(request, reply, problem);
    const result = await this.signIn.execute((key ?? '').trim(), request.ip, CONSOLE_NEED);
    if (result.kind === 'refused') return sendProblem(request, reply, result.problem);
    // Whoever was signed in here is so no more.
    const before = sessionIn(request);
    if (before !== null) await this.sessions.close(before);
    const { name, options } = sessionCookie(request);
    this.adapterHost.httpAdapter.setCookie(reply, name, result.session, options);
    return { session: viewOf(result.caller) };
  }

  private async leave(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const problem = missingProof(request);
    if (problem !== null) return sendProblem(request, reply, problem);
    const reading = await this.readSession.execute(request);
    if (reading.kind === 'open') await this.sessions.close(reading.session);
    this.forget(request, reply);
    return reply.header('clear-site-data', '"cache"').status(204).send();
  }

  private forget(request: FastifyRequest, reply: FastifyReply): void {
    const { name, options } = sessionCookie(request);
    this.adapterHost.httpAdapter.clearCookie(reply, name, options);
  }
}

/** Who is signed in, as far as the page has to know. */
function viewOf(caller: Caller): Readonly<Record<string, unknown>> {
  const { keyId, scopes, senderIds } = caller;
  return { keyId, scopes, senders: senderIds, everyClient: visibleClient(caller) === null };
}

function keyIn(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('key' in body)) return null;
  return typeof body.key === 'string' ? body.key : null;
}
