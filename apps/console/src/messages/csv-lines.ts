import type { Message } from 'recado-client';

const COLUMNS = [
  'id',
  'reference',
  'status',
  'pendingReason',
  'to',
  'recipientName',
  'sender',
  'template',
  'errorCode',
  'errorTitle',
  'createdAt',
  'sentAt',
  'deliveredAt',
  'readAt',
  'failedAt',
] as const;

/** Without the mark in front of it Excel takes UTF-8 for something else, and an ñ for two letters. */
export const CSV_HEAD = `\uFEFF${COLUMNS.join(',')}\r\n`;

/** Messages as lines of a table (RFC 4180). `phoneOf` writes their recipients. */
export function csvLines(messages: readonly Message[], phoneOf: (phone: string) => string): string {
  return messages
    .map((message) => {
      const { id, reference, status, pendingReason, to, recipientName, sender, template, error } = message;
      const { createdAt, sentAt, deliveredAt, readAt, failedAt } = message;
      const recipient = to === null ? null : phoneOf(to);
      const what = [id, reference, status, pendingReason, recipient, recipientName, sender, template.name];
      const why = [error?.code ?? null, error?.title ?? null];
      const when = [createdAt, sentAt, deliveredAt, readAt, failedAt];
      return `${[...what, ...why, ...when].map(cell).join(',')}\r\n`;
    })
    .join('');
}

/** What begins like a formula; to spreadsheets of East Asia with the wide signs, too. */
const FORMULA = /^[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\t\r]/;

/** What a spreadsheet would take for a formula is a text: a name that a supplier chose must not calculate. A phone may begin with +. */
function cell(value: string | null): string {
  const text = value ?? '';
  const safe = FORMULA.test(text) && !/^\+[\d ·]+$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
