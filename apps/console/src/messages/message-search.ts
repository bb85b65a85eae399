import type { MessageFilters } from 'recado-client';

type Status = NonNullable<MessageFilters['status']>;
type PendingReason = NonNullable<MessageFilters['pendingReason']>;

export const STATUSES = ['PENDING', 'SENT', 'DELIVERED', 'READ', 'FAILED', 'CANCELLED'] as const satisfies Status[];
export const PENDING_REASONS = [
  'SCHEDULED',
  'QUEUED',
  'SENDING',
  'RETRYING',
  'UNCONFIRMED',
  'HELD',
  'SENDER_PAUSED',
  'TEMPLATE_PAUSED',
  'DISABLED',
] as const satisfies PendingReason[];

/** Before it nobody has sent anything; a year of fewer than four digits is one that somebody is still typing. */
export const FIRST_DAY = '2000-01-01';

/** What the list of messages is asked for, as it stands in the address; days are the viewer's. */
export interface MessageSearch {
  readonly q?: string;
  readonly status?: Status;
  readonly pendingReason?: PendingReason;
  readonly errorCode?: string;
  readonly sender?: string;
  readonly template?: string;
  /** The first and the last day on which they were accepted: `2026-12-01`. */
  readonly from?: string;
  readonly to?: string;
  readonly undelivered?: 'true';
  /** Which page. */
  readonly cursor?: string;
}

/** Whatever stands in the address that is no filter of ours is left out. */
export function readMessageSearch(search: Readonly<Record<string, unknown>>): MessageSearch {
  const text = (name: string): string | undefined => {
    const value = search[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const day = (name: string): string | undefined => {
    const value = text(name) ?? '';
    return /^\d{4}-\d{2}-\d{2}$/.test(value) && value >= FIRST_DAY && !Number.isNaN(Date.parse(value))
      ? value
      : undefined;
  };
  return {
    q: text('q'),
    status: STATUSES.find((status) => status === search['status']),
    pendingReason: PENDING_REASONS.find((reason) => reason === search['pendingReason']),
    errorCode: text('errorCode'),
    sender: text('sender'),
    template: text('template'),
    from: day('from'),
    to: day('to'),
    undelivered: search['undelivered'] === 'true' ? 'true' : undefined,
    cursor: text('cursor'),
  };
}
