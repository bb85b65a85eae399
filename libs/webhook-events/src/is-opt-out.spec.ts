import { describe, expect, it } from 'vitest';
import { acknowledgedOrder } from './acknowledged-order.js';
import { isOptOut } from './is-opt-out.js';

const WORDS = ['STOP', 'BAJA', 'Darme de baja', 'İPTAL'];

describe('a text', () => {
  it.each([
    'STOP',
    'stop',
    ' Baja\n',
    'ＳＴＯＰ',
    'darme DE baja',
    '\u200BSTOP\u2060',
    '\u200Ebaja \u200F',
    'iptal',
    'IPTAL',
    'ıptal',
  ])('opts out as %j', (text) => {
    expect(isOptOut(text, WORDS)).toBe(true);
  });

  it.each(['', ' ', 'STOP!', 'STOP.', '\u200B', 'please stop', 'no quiero la baja', 'STOPP', null])(
    'opts out of nothing as %j',
    (text) => {
      expect(isOptOut(text, [...WORDS, ''])).toBe(false);
    },
  );
});

describe('a pressed button', () => {
  it.each([
    ['ACK:PO-2024-001', 'PO-2024-001'],
    ['ACK: 4500 / 17 ', '4500 / 17'],
    ['ACK:ACK:1', 'ACK:1'],
  ])('with %j acknowledges order %s', (payload, orderNumber) => {
    expect(acknowledgedOrder(payload)).toBe(orderNumber);
  });

  it.each([null, '', 'ACK:', 'ACK: ', 'ack:PO-1', 'PO-1', 'X ACK:PO-1', `ACK:${'1'.repeat(256)}`])(
    'with %j acknowledges none',
    (payload) => {
      expect(acknowledgedOrder(payload)).toBe(null);
    },
  );
});
