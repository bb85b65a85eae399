import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Caller, OperatorSessions } from '#clients';
import { FailedAttempts } from './failed-attempts.js';
import { sessionIn } from './session-cookie.js';

export type SessionReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'open'; readonly caller: Caller; readonly session: string }
  /** `waitMs`: too many of this address were wrong, and when they are forgotten, in milliseconds; null while it may go on. */
  | { readonly kind: 'over'; readonly waitMs: number | null };

/** Whose session a browser shows. One that is none counts as a wrong key does: whoever makes them up guesses, too. */
@Injectable()
export class ReadSession {
  constructor(
    @Inject(OperatorSessions) private readonly sessions: OperatorSessions,
    private readonly attempts: FailedAttempts,
  ) {}

  async execute(request: FastifyRequest): Promise<SessionReading> {
    const session = sessionIn(request);
    if (session === null) return { kind: 'none' };
    const suspect = (await this.attempts.suspectFor(request.ip)) !== null;
    const caller = await this.sessions.callerOf(session, suspect);
    if (caller === null) return { kind: 'over', waitMs: await this.attempts.count(request.ip) };
    return { kind: 'open', caller, session };
  }
}
