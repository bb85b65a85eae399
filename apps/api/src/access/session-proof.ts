import type { FastifyRequest } from 'fastify';
import type { Problem } from '../problems/problem.js';

const HEADER = 'x-recado-console';
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD']);

const NO_PROOF: Problem = {
  code: 'FOREIGN_ORIGIN',
  detail: `With a session only our own page may change something: it sends the header ${HEADER}. Programs send a key.`,
};

/**
 * What is wrong with a request that a browser sends with the cookie of a session; null where it may go on. A page of another
 * site can make a browser send a cookie, at least where it is of our own domain, but no header of its own choosing: that would
 * need our leave, which nobody gets (https://fetch.spec.whatwg.org/#http-cors-protocol).
 */
export function missingProof({ method, headers }: FastifyRequest): Problem | null {
  return SAFE.has(method) || headers[HEADER] !== undefined ? null : NO_PROOF;
}
