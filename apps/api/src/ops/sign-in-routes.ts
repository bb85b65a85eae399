import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { OperatorSessions } from '#clients';
import { sessionCookie, sessionIn } from '../access/session-cookie.js';
import { SignIn } from '../access/sign-in.js';
import { QUEUE_BOARD_PATH, SIGN_IN_PATH } from '../border/paths.js';
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
    @Inject(OperatorSessions) private readonly sessions: OperatorSessions,
  ) {}

  register(scope: FastifyInstance): void {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: FORM_LIMIT },
      async (_request: FastifyRequest, body: string) => new URLSearchParams(body),
    );
    scope.get('/sign-in', (request, reply) => this.show(request, reply));
    scope.post('/sign-in', (request, reply) => this.enter(request, reply));
    scope.post('/sign-out', (request, reply) => this.leave(request, reply));
  }

  private async show(request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const session = sessionIn(request);
    const caller = session === null ? null : await this.sessions.callerOf(session);
    const next = boardPath(new URL(request.url, 'http://recado').searchParams.get('next'));
    page(reply);
    return caller === null ? signInPage(next, null) : signedInPage(caller.keyId);
  }

  private async enter(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    const next = boardPath(form.get('next'));
    const result = await this.signIn.execute((form.get('key') ?? '').trim(), request.ip, QUEUE_BOARD_NEED);
    if (result.kind === 'refused') {
      const { code, detail, headers = {} } = result.problem;
      page(reply).status(PROBLEM_CODES[code].status).headers(headers);
      return signInPage(next, detail);
    }
    // Whoever was signed in here is so no more.
    await this.close(request);
    const { name, options } = sessionCookie(request);
    this.adapterHost.httpAdapter.setCookie(reply, name, result.session, options);
    return reply.redirect(next, 303);
  }

  private async leave(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    await this.close(request);
    const { name, options } = sessionCookie(request);
    this.adapterHost.httpAdapter.clearCookie(reply, name, options);
    reply.header('clear-site-data', '"cache", "storage"');
    return reply.redirect(SIGN_IN_PATH, 303);
  }

  private async close(request: FastifyRequest): Promise<void> {
    const session = sessionIn(request);
    if (session !== null) await this.sessions.close(session);
  }
}

function page(reply: FastifyReply): FastifyReply {
  return reply.type('text/html; charset=utf-8').header('content-security-policy', SIGN_IN_PAGE_POLICY);
}

/** Where to go on, within the dashboard; a link must not lead anybody elsewhere. */
function boardPath(path: string | null): string {
  return path !== null && /^\/queues(?:[/?][\w/?=&%.~+:-]*)?$/.test(path) ? path : QUEUE_BOARD_PATH;
}
