import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Authenticate, type Authentication } from './authenticate.js';
import type { Need } from './need.js';
import { ReadSession } from './read-session.js';
import { sessionCookie } from './session-cookie.js';
import { tooManyFailures } from './too-many-failures.js';

/** How somebody came in: with a key, or with the session that a browser keeps of one. */
export type Visit =
  | { readonly by: 'key' | 'session'; readonly answer: Authentication }
  /** Neither was shown; `over`: a session was, which has ended. */
  | { readonly by: 'nothing'; readonly over: boolean };

/** Lets in whoever shows a key, or a session that was opened with one; both may do what the key may. */
@Injectable()
export class AdmitVisitor {
  constructor(
    private readonly authenticate: Authenticate,
    private readonly readSession: ReadSession,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  async execute(request: FastifyRequest, reply: FastifyReply, need: Need): Promise<Visit> {
    const { authorization } = request.headers;
    // A browser may still send the user name and password of another time: they are nobody's.
    if (/^bearer /i.test(authorization ?? '')) {
      return { by: 'key', answer: await this.authenticate.execute({ authorization, ip: request.ip }, need) };
    }
    const reading = await this.readSession.execute(request);
    if (reading.kind === 'open') {
      return { by: 'session', answer: await this.authenticate.admit(reading.caller, need) };
    }
    if (reading.kind === 'none') return { by: 'nothing', over: false };
    // A page that stays open asks every few seconds: with a cookie of yesterday it would be taken for somebody who guesses.
    const { name, options } = sessionCookie(request);
    this.adapterHost.httpAdapter.clearCookie(reply, name, options);
    if (reading.waitMs === null) return { by: 'nothing', over: true };
    const problem = tooManyFailures(reading.waitMs);
    return { by: 'session', answer: { kind: 'refused', problem, caller: null } };
  }
}
