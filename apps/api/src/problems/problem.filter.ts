import { type ArgumentsHost, Catch, type ExceptionFilter, NotFoundException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EventLog } from '#runtime';
import { KnownRoutes } from '../border/known-routes.js';
import { PROBLEM_CONTENT_TYPE, type Problem, problemDocument } from './problem.js';
import { PROBLEM_CODES } from './problem-codes.js';
import { problemOfError } from './problem-of-error.js';

/** The one place that writes problem+json, for every request that ends in an error. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly log: EventLog,
    private readonly routes: KnownRoutes,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = request.is404 && error instanceof NotFoundException ? this.noRoute(request) : problemOfError(error);
    const { status } = PROBLEM_CODES[problem.code];
    if (status >= 500) {
      this.log.error('request.failed', error, { requestId: request.id, code: problem.code });
    }
    void reply
      .status(status)
      .headers({ 'x-request-id': request.id, 'content-type': PROBLEM_CONTENT_TYPE, ...problem.headers })
      .send(problemDocument(problem, request.id));
  }

  private noRoute(request: FastifyRequest): Problem {
    const methods = this.routes.methodsOf(request.url);
    if (methods.length === 0) {
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
