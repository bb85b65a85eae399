import { type ArgumentsHost, Catch, type ExceptionFilter, NotFoundException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EventLog } from '#runtime';
import { knownCaller } from '../access/known-caller.js';
import { KnownRoutes } from '../border/known-routes.js';
import { OnceASecond } from '../border/once-a-second.js';
import type { Problem } from './problem.js';
import { PROBLEM_CODES, type ProblemCode } from './problem-codes.js';
import { problemOfError } from './problem-of-error.js';
import { sendProblem } from './send-problem.js';

const TOLD_ELSEWHERE: ReadonlySet<ProblemCode> = new Set([
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'UNAUTHENTICATED',
  'TOO_MANY_FAILED_ATTEMPTS',
  'WEBHOOK_SIGNATURE_INVALID',
]);

/** Turns whatever was thrown into a problem document. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly unavailable = new OnceASecond();
  private readonly ofStrangers = new OnceASecond();

  constructor(
    private readonly log: EventLog,
    private readonly routes: KnownRoutes,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const reading = request.method === 'GET' || request.method === 'HEAD';
    const noRoute = request.is404 && error instanceof NotFoundException;
    const problem = noRoute ? this.noRoute(request) : problemOfError(error, reading);
    // Whoever breaks off in the middle of his request is cut off or has gone: that is no failure of ours, however often it is done.
    const brokenOff = request.raw.readableAborted;
    if (PROBLEM_CODES[problem.code].status < 500) this.tellOfRefusal(problem, request);
    else if (!brokenOff) this.tell(error, problem, request.id);
    sendProblem(request, reply, problem);
  }

  /** In an outage every request fails for the same reason: one line a second says so, and how many it speaks for. */
  private tell(error: unknown, { code }: Problem, requestId: string): void {
    if (code !== 'UNAVAILABLE') {
      this.log.error('request.failed', error, { requestId, code });
      return;
    }
    const requests = this.unavailable.count();
    if (requests !== null) this.log.error('request.failed', error, { requestId, code, requests });
  }

  /** For whoever is asked why a request was refused. Its detail and its paths are made of what the caller sent: not for a log. */
  private tellOfRefusal({ code }: Problem, request: FastifyRequest): void {
    // Anybody on the internet can have these; a wrong key is told by whoever looks at keys.
    if (TOLD_ELSEWHERE.has(code)) return;
    const { id: requestId, method, routeOptions } = request;
    const refused = { requestId, code, method, route: routeOptions.url };
    if (knownCaller(request) !== null) {
      this.log.info('request.refused', refused);
      return;
    }
    const requests = this.ofStrangers.count();
    if (requests !== null) this.log.info('request.refused', { ...refused, requests });
  }

  private noRoute(request: FastifyRequest): Problem {
    const methods = this.routes.methodsOf(request.url);
    // A path that takes anything below it, such as the files of /docs, takes the method and has no such file.
    if (methods.length === 0 || methods.includes(request.method)) {
      return { code: 'NOT_FOUND', detail: `There is no ${request.method} ${pathOf(request.url)}. See /docs.` };
    }
    const allow = methods.join(', ');
    return { code: 'METHOD_NOT_ALLOWED', detail: `This path takes ${allow}.`, headers: { allow } };
  }
}

// What follows the path can hold phone numbers; an answer should not repeat them.
function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}
