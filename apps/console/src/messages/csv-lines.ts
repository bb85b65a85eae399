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
      // An apostrophe would stand before every phone, for programs too. What is lost of one that is taken for a number is its +.
      const recipient = to === null ? null : phoneOf(to);
      const which = [id, reference, status, pendingReason].map(asText);
      const what = [recipientName, sender, template.name];
      const why = [error?.code ?? null, error?.title ?? null];
      const when = [createdAt, sentAt, deliveredAt, readAt, failedAt];
      return `${[...which, recipient, ...[...what, ...why, ...when].map(asText)].map(quoted).join(',')}\r\n`;
    })
    .join('');
}

/** What begins like a formula; to spreadsheets of East Asia with the wide signs, too. */
const FORMULA = /^[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\t\r]/;

/** What a spreadsheet would take for a formula or a number is a text: a name that a supplier chose must not calculate. */
function asText(value: string | null): string | null {
  return value !== null && FORMULA.test(value) ? `'${value}` : value;
}

function quoted(value: string | null): string {
  const text = value ?? '';
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
