import { Inject, Injectable } from '@nestjs/common';
import { type Caller, OperatorSessions } from '#clients';
import { EventLog } from '#runtime';
import type { Problem } from '../problems/problem.js';
import { Authenticate } from './authenticate.js';
import type { Need } from './need.js';

export type SigningIn =
  | { readonly kind: 'signed_in'; readonly session: string; readonly caller: Caller }
  | { readonly kind: 'refused'; readonly problem: Problem };

const WRONG_KEY: Problem = { code: 'UNAUTHENTICATED', detail: 'The key is unknown, expired or revoked.' };

/** Turns a key that a person types into a session. */
@Injectable()
export class SignIn {
  constructor(
    @Inject(OperatorSessions) private readonly sessions: OperatorSessions,
    private readonly authenticate: Authenticate,
    private readonly log: EventLog,
  ) {}

  async execute(key: string, ip: string, need: Need): Promise<SigningIn> {
    const answer = await this.authenticate.byKey(key, ip, need);
    if (answer.kind === 'refused') return answer.problem.code === 'UNAUTHENTICATED' ? refused(WRONG_KEY) : answer;
    const { caller } = answer;
    const session = await this.sessions.open(caller);
    if (session === null) return refused(WRONG_KEY);
    this.log.info('access.signed_in', { key: caller.keyId, client: caller.clientId });
    return { kind: 'signed_in', session, caller };
  }
}

function refused(problem: Problem): SigningIn {
  return { kind: 'refused', problem };
}
