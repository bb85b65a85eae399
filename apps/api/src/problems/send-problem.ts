import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_CONTENT_TYPE, type Problem, problemDocument } from './problem.js';
import { PROBLEM_CODES } from './problem-codes.js';

/** Ends a request with a problem document, inside Nest and before it. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .status(PROBLEM_CODES[problem.code].status)
    .headers({
      'cache-control': 'no-store',
      'x-request-id': request.id,
      'content-type': PROBLEM_CONTENT_TYPE,
      ...problem.headers,
    })
    .send(problemDocument(problem, request.id));
}
