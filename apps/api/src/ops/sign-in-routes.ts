import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { OperatorSessions } from '#clients';
import { ReadSession } from '../access/read-session.js';
import { sessionCookie, sessionIn } from '../access/session-cookie.js';
import { SignIn } from '../access/sign-in.js';
import { tooManyFailures } from '../access/too-many-failures.js';
import { QUEUE_BOARD_PATH, SIGN_IN_PATH } from '../border/paths.js';
import type { Problem } from '../problems/problem.js';
import { PROBLEM_CODES } from '../problems/problem-codes.js';
import { QUEUE_BOARD_NEED } from './queue-board-door.js';
import { SIGN_IN_PAGE_POLICY, signInPage, signedInPage } from './sign-in-page.js';

/** More than a key and a path need. */
const FORM_LIMIT = 4_096;

/** Where people sign in to the dashboard, and out again: forms without a script. */
@Injectable()
export class SignInRoutes {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly signIn: SignIn,
    private readonly readSession: ReadSession,
    @Inject(OperatorSessions) private readonly sessions: OperatorSessions,
  ) {}

  register(scope: FastifyInstance): void {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      async (_request: FastifyRequest, body: string) => new URLSearchParams(body),
    );
    scope.get('/sign-in', (request, reply) => this.show(request, reply));
    const options = { bodyLimit: FORM_LIMIT };
    scope.post('/sign-in', options, (request, reply) => this.enter(request, reply));
    scope.post('/sign-out', options, (request, reply) => this.leave(request, reply));
  }

  private async show(request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const next = boardPath(new URL(request.url, 'http://recado').searchParams.get('next'));
    const reading = await this.readSession.execute(request);
    if (reading.kind === 'over') {
      this.forget(request, reply);
      if (reading.waitMs !== null) return refusal(reply, tooManyFailures(reading.waitMs), next);
    }
    page(reply);
    return reading.kind === 'open' ? signedInPage(reading.caller.keyId) : signInPage(next, null);
  }

  private async enter(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    const next = boardPath(form.get('next'));
    const result = await this.signIn.execute((form.get('key') ?? '').trim(), request.ip, QUEUE_BOARD_NEED);
    if (result.kind === 'refused') return refusal(reply, result.problem, next);
    // Whoever was signed in here is so no more.
    const before = sessionIn(request);
    if (before !== null) await this.sessions.close(before);
    const { name, options } = sessionCookie(request);
    this.adapterHost.httpAdapter.setCookie(reply, name, result.session, options);
    return reply.redirect(next, 303);
  }

  private async leave(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const reading = await this.readSession.execute(request);
    if (reading.kind === 'open') await this.sessions.close(reading.session);
    this.forget(request, reply);
    reply.header('clear-site-data', '"cache", "storage"');
    return reply.redirect(SIGN_IN_PATH, 303);
  }

  private forget(request: FastifyRequest, reply: FastifyReply): void {
    const { name, options } = sessionCookie(request);
    this.adapterHost.httpAdapter.clearCookie(reply, name, options);
  }
}

/** The form again, and why. */
function refusal(reply: FastifyReply, { code, detail, headers = {} }: Problem, next: string): string {
  page(reply).status(PROBLEM_CODES[code].status).headers(headers);
  return signInPage(next, detail);
}

function page(reply: FastifyReply): FastifyReply {
  return reply.type('text/html; charset=utf-8').header('content-security-policy', SIGN_IN_PAGE_POLICY);
}

/** To a folder above. */
const CLIMBS = /\/(?:\.|%2e){1,2}(?:[/?]|$)/i;

/** Where to go on, within the dashboard; a link must not lead anybody elsewhere. */
function boardPath(path: string | null): string {
  const within = path !== null && /^\/queues(?:[/?][\w/?=&%.~+:-]*)?$/.test(path) && !CLIMBS.test(path);
  return within ? path : QUEUE_BOARD_PATH;
}
