import type { CookieSerializeOptions } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

export interface SessionCookie {
  readonly name: string;
  readonly options: CookieSerializeOptions;
}

/**
 * The cookie of a session: out of reach for scripts and for other sites. Over TLS its name makes browsers insist that it came
 * from this host and is sent over TLS only (https://www.rfc-editor.org/rfc/rfc6265, __Host-); without TLS, on one's own
 * machine, they would not keep such a one. Each proxy in front adds how it was asked to X-Forwarded-Proto: the first says how the
 * browser did. Who lies about it has only his own cookie made stricter or lost.
 */
export function sessionCookie(request: FastifyRequest): SessionCookie {
  const [first = ''] = String(request.headers['x-forwarded-proto'] ?? '').split(',');
  const secure = request.protocol === 'https' || first.trim().toLowerCase() === 'https';
  return {
    name: secure ? '__Host-recado' : 'recado',
    options: { httpOnly: true, sameSite: 'strict', path: '/', secure },
  };
}

/** What the browser keeps of its session; null where it has none. */
export function sessionIn(request: FastifyRequest): string | null {
  const { name } = sessionCookie(request);
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key = '', value] = pair.trim().split('=', 2);
    if (key === name && value !== undefined) return value;
  }
  return null;
}
