import type { FastifyRequest } from 'fastify';
import type { Problem } from '../problems/problem.js';

/** Why a body's bytes are not plain UTF-8, as its headers say (RFC 9110 §8.4; RFC 8259 §8.1), or null. */
export function encodingProblem(headers: FastifyRequest['headers']): Problem | null {
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (coding !== 'identity') {
    return {
      code: 'UNSUPPORTED_MEDIA_TYPE',
      detail: 'The body is compressed: send it uncompressed, without Content-Encoding.',
      headers: { 'accept-encoding': 'identity' },
    };
  }
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(headers['content-type'] ?? '') ?? [];
  return /^utf-?8$/i.test(charset)
    ? null
    : { code: 'UNSUPPORTED_MEDIA_TYPE', detail: 'The body is of another charset: JSON is UTF-8, send it so.' };
}
