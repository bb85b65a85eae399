/** What the list of messages is asked for, as it stands in the address. */
export interface MessageSearch {
  readonly q?: string;
  readonly status?: string;
  readonly pendingReason?: string;
  readonly errorCode?: string;
  readonly sender?: string;
  readonly template?: string;
  readonly createdFrom?: string;
  readonly createdTo?: string;
  readonly undelivered?: 'true';
}

const TEXTS = ['q', 'status', 'pendingReason', 'errorCode', 'sender', 'template', 'createdFrom', 'createdTo'] as const;

export function readMessageSearch(search: Readonly<Record<string, unknown>>): MessageSearch {
  const given = TEXTS.flatMap((name) => {
    const value = search[name];
    return typeof value === 'string' && value !== '' ? [[name, value] as const] : [];
  });
  return { ...Object.fromEntries(given), ...(search['undelivered'] === 'true' && { undelivered: 'true' }) };
}
