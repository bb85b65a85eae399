import type { SecurityHeadersOptions } from '@nestjs/common';
import { CONSOLE_PATH, DOCUMENTATION_PATH, QUEUE_BOARD_PATH } from './paths.js';

/**
 * Nest's own set (the one of helmet 8), with a policy for answers that are data: nothing in them is to be loaded, run or
 * framed. Also `upgrade-insecure-requests` is left out, which would break the pages on a machine without TLS.
 */
export const SECURITY_HEADERS: SecurityHeadersOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: "'none'",
      baseUri: "'none'",
      formAction: "'none'",
      frameAncestors: "'none'",
      objectSrc: "'none'",
    },
  },
  xFrameOptions: { action: 'deny' },
};

/** Pages that others wrote: scripts of this host only, style where it stands, nothing from anywhere else. */
const PAGE_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join(';');

/** Our own page: its files and our API, both of this host; no script and no style that stands in the page itself. */
const CONSOLE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join(';');

const DATA_HEADERS = { 'cache-control': 'no-store' } as const;
const PAGE_HEADERS = { ...DATA_HEADERS, 'content-security-policy': PAGE_POLICY } as const;
const CONSOLE_HEADERS = { ...DATA_HEADERS, 'content-security-policy': CONSOLE_POLICY } as const;

/** Headers of an answer on top of those, by its path. Answers hold personal data: nobody keeps them. */
export function furtherHeaders(url: string): Readonly<Record<string, string>> {
  if (isBelow(url, CONSOLE_PATH)) return CONSOLE_HEADERS;
  return [DOCUMENTATION_PATH, QUEUE_BOARD_PATH].some((path) => isBelow(url, path)) ? PAGE_HEADERS : DATA_HEADERS;
}

/** Of answers that are given before anybody looked at the request: they say no, and nothing else. */
export const BARE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
} as const;

function isBelow(url: string, path: string): boolean {
  return url === path || url.startsWith(`${path}/`) || url.startsWith(`${path}?`);
}
