import type { Message } from 'recado-client';
import { describe, expect, it } from 'vitest';
import { CSV_HEAD, csvLines } from './csv-lines.js';

const MESSAGE: Message = {
  id: '0199c5b2-0000-7000-8000-000000000000',
  status: 'FAILED',
  pendingReason: null,
  to: '+34612345678',
  recipientName: 'Proveedor ABC',
  sender: '123456789',
  priority: 'high',
  template: { name: 'po_notification', language: 'es', parameters: [] },
  text: null,
  reference: 'PO-1',
  metadata: null,
  whatsappMessageId: null,
  attempts: 1,
  error: null,
  pricing: null,
  resendOf: null,
  metaStatus: null,
  pendingUntil: null,
  warnings: [],
  scheduledAt: null,
  expiresAt: '2026-12-02T08:00:00.000Z',
  createdAt: '2026-12-01T08:00:00.000Z',
  sentAt: null,
  deliveredAt: null,
  readAt: null,
  failedAt: null,
};

const lineOf = (change: Partial<Message>): string => csvLines([{ ...MESSAGE, ...change }], (phone) => phone);
const nameIn = (line: string): string | undefined => line.split(',')[5];

describe('csvLines', () => {
  it('writes a line for each message, in the order of the head', () => {
    expect(CSV_HEAD.split(',').slice(4, 6)).toEqual(['to', 'recipientName']);
    expect(lineOf({})).toBe(
      '0199c5b2-0000-7000-8000-000000000000,PO-1,FAILED,,+34612345678,Proveedor ABC,123456789,po_notification,,,2026-12-01T08:00:00.000Z,,,,\r\n',
    );
  });

  it.each(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t'])(
    'writes no formula: a name that begins with “%s”',
    (beginning) => {
      expect(nameIn(lineOf({ recipientName: `${beginning}HYPERLINK` }))).toBe(`'${beginning}HYPERLINK`);
    },
  );

  it('keeps the + of an order or a name that is written like a phone, and leaves phones as they are', () => {
    const fields = lineOf({ reference: '+600100007', recipientName: '+34 600' }).split(',');
    expect([fields[1], fields[4], fields[5]]).toEqual(["'+600100007", '+34612345678', "'+34 600"]);
  });

  it('quotes what would end a field or a line', () => {
    expect(lineOf({ recipientName: 'A, "B"\nC' })).toContain(',"A, ""B""\nC",');
  });
});
