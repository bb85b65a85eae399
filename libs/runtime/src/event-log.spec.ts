import { describe, expect, it } from 'vitest';
import { EventLog } from './event-log.js';
import type { LogLevel } from './environment.js';

function recorded(level: LogLevel = 'debug'): { log: EventLog; lines: string[] } {
  const lines: string[] = [];
  const log = new EventLog(
    'worker',
    level,
    (line) => lines.push(line),
    () => new Date('2026-12-01T08:00:00Z'),
  );
  return { log, lines };
}

function parsed(lines: readonly string[]): unknown[] {
  return lines.map((line): unknown => JSON.parse(line));
}

describe('the log', () => {
  it('writes one JSON line an event, which grep WhatsApp finds', () => {
    const { log, lines } = recorded();
    log.info('message.sent', { messageId: 'm1', attempt: 1 });
    expect(lines).toEqual([
      '{"time":"2026-12-01T08:00:00.000Z","level":"info","service":"WhatsApp","app":"worker","event":"message.sent","messageId":"m1","attempt":1}\n',
    ]);
  });

  it('keeps a line a line, whatever a field holds', () => {
    const { log, lines } = recorded();
    log.warn('message.failed', { code: 'a\nb\u2028c' });
    expect(lines.join('').match(/\n/g)).toHaveLength(1);
  });

  it('leaves out what is below its level', () => {
    const { log, lines } = recorded('warn');
    log.debug('a');
    log.info('b');
    log.warn('c');
    log.error('d', new Error('e'));
    expect(parsed(lines)).toMatchObject([{ event: 'c' }, { event: 'd' }]);
  });

  it("never shows the values that PostgreSQL's errors quote", () => {
    const { log, lines } = recorded();
    const error = Object.assign(new Error('duplicate key value violates unique constraint "wamids_pkey"'), {
      code: '23505',
      detail: 'Key (recipient_phone)=(+34612345678) already exists.',
      where: 'JSON data, line 1: {"recipientName": "Proveedor ABC"',
      query: 'INSERT INTO whatsapp_messages …',
      parameters: ['+34612345678', 'Proveedor ABC'],
      driverError: { detail: '+34612345678' },
    });
    log.error('queue.failed', error, { sender: '123456789' });
    const text = lines.join('');
    expect(text).toContain('"code":"23505"');
    expect(text).toContain('wamids_pkey');
    expect(text).not.toMatch(/612345678|Proveedor|INSERT/);
  });

  it.each([
    ['22P02', 'invalid input syntax for type uuid: "+34612345678"'],
    ['22003', 'value "34612345678" is out of range for type integer'],
    ['22007', 'invalid input syntax for type timestamp with time zone: "Proveedor\n    at ABC"'],
    ['22008', 'date/time field value out of range: "+34612345678"'],
  ])('never shows them where the message itself quotes one: %s', (code, message) => {
    const { log, lines } = recorded();
    log.error('webhook.failed', Object.assign(new Error(message), { code, constraint: 'none' }));
    const text = lines.join('');
    expect(parsed(lines)).toMatchObject([{ code, message: 'PostgreSQL refused a value' }]);
    expect(text).toContain('event-log.spec.ts');
    expect(text).not.toMatch(/612345678|Proveedor|ABC/);
    // The control: what is no such error keeps its words.
    log.error('webhook.failed', Object.assign(new Error(message), { code: 'ECONNRESET' }));
    expect(lines[1]).toContain(JSON.stringify(message).slice(1, -1));
  });

  it('says something of what is thrown though it is no error', () => {
    const { log, lines } = recorded();
    log.error('odd.thrown', null);
    expect(parsed(lines)).toMatchObject([{ error: 'null' }]);
  });
});
