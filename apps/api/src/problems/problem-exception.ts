import { HttpException } from '@nestjs/common';
import type { Problem } from './problem.js';
import { PROBLEM_CODES } from './problem-codes.js';

/** Ends a request with a problem, from wherever Nest or Fastify let us only throw. */
export class ProblemException extends HttpException {
  constructor(readonly problem: Problem) {
    super(problem.detail, PROBLEM_CODES[problem.code].status);
  }
}
