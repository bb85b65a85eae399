import createClient from 'openapi-fetch';
import type { paths } from 'recado-client';
import { apiClock } from './api-clock.js';
import { ANSWERED_WITHIN_MS } from './answered-within.js';

/**
 * Every path of the public API, typed by its OpenAPI file. The browser adds the cookie of the session; the header is what a page of
 * another site cannot send with it.
 */
export const api = createClient<paths>({
  baseUrl: location.origin,
  credentials: 'same-origin',
  redirect: 'error',
  headers: { 'x-recado-console': '1' },
  async fetch(request) {
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(ANSWERED_WITHIN_MS)]);
    const response = await fetch(request, { signal });
    apiClock.hear(response);
    return response;
  },
});
