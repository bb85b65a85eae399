import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ProblemException } from '../problems/problem-exception.js';

export const IDEMPOTENCY_KEY = /^[\u0021-\u007e](?:[\u0020-\u007e]{0,253}[\u0021-\u007e])?$/;
export const IDEMPOTENCY_KEY_RULE = 'must be 1 to 255 printable ASCII characters';

/** The header `Idempotency-Key`, or null without one. */
export const IdempotencyKey = createParamDecorator((_data: unknown, context: ExecutionContext): string | null => {
  const given = context.switchToHttp().getRequest<FastifyRequest>().headers['idempotency-key'];
  if (given === undefined) return null;
  // Node joins a header that came twice with a comma into one text.
  if (typeof given === 'string' && IDEMPOTENCY_KEY.test(given)) return given;
  throw new ProblemException({
    code: 'VALIDATION_FAILED',
    detail: `The header Idempotency-Key ${IDEMPOTENCY_KEY_RULE}.`,
    errors: [{ path: 'Idempotency-Key', message: IDEMPOTENCY_KEY_RULE }],
  });
});
