import type { components } from 'recado-client';
import { api } from '../api/api.js';
import { dataOf } from '../api/data-of.js';
import type { FailedFilters } from './failed-filters-of.js';

type Skipped = components['schemas']['SkippedDto'];

export interface Resent {
  readonly resent: number;
  /** Those that were left alone, by what resending one alone would have been refused with. */
  readonly skipped: readonly Skipped[];
}

/** How many would be sent again. */
export function countResend(filters: FailedFilters, signal: AbortSignal): Promise<Resent> {
  return everyCall({ ...filters, dryRun: true }, () => undefined, signal);
}

/** Sends them again, as many calls as it takes; `soFar` is told the sum after each. */
export function resendAll(filters: FailedFilters, soFar: (resent: number) => void): Promise<Resent> {
  return everyCall({ ...filters, dryRun: false }, soFar);
}

async function everyCall(
  request: FailedFilters,
  soFar: (resent: number) => void,
  signal?: AbortSignal,
): Promise<Resent> {
  const skipped = new Map<Skipped['code'], number>();
  let resent = 0;
  let cursor: string | undefined;
  do {
    const body = { ...request, ...(cursor !== undefined && { cursor }) };
    const answer = await dataOf(api.POST('/api/v1/whatsapp/messages/resend', { body, signal }));
    resent += answer.resent;
    soFar(resent);
    for (const { code, count } of answer.skipped) skipped.set(code, (skipped.get(code) ?? 0) + count);
    cursor = answer.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return { resent, skipped: [...skipped].map(([code, count]) => ({ code, count })) };
}
