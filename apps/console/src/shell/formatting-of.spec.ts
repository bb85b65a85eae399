import { describe, expect, it } from 'vitest';
import { type Stretch, formattingOf } from './formatting-of.js';

/** As WhatsApp's own tags would write it. */
function drawn(text: string): string {
  const write = (stretch: Stretch): string =>
    typeof stretch === 'string' ? stretch : `<${stretch.as}>${stretch.of.map(write).join('')}</${stretch.as}>`;
  return formattingOf(text).map(write).join('');
}

describe('formattingOf', () => {
  it.each([
    ['Pedido *PO-1* listo', 'Pedido <bold>PO-1</bold> listo'],
    ['_hoy_, ~ayer~ y ```mañana```.', '<italic>hoy</italic>, <struck>ayer</struck> y <mono>mañana</mono>.'],
    ['`x*y*z`', '<mono>x*y*z</mono>'],
    ['*_~todo~_*', '<bold><italic><struck>todo</struck></italic></bold>'],
    ['*a _b* c_', '<bold>a _b</bold> c_'],
    ['```dos\nlíneas```', '<mono>dos\nlíneas</mono>'],
    ['(*sí*)¡*no*!', '(<bold>sí</bold>)¡<bold>no</bold>!'],
    ['*{{1}}* de {{2}}', '<bold>{{1}}</bold> de {{2}}'],
    ['*uno* *dos*', '<bold>uno</bold> <bold>dos</bold>'],
    ['*son 3 * 4*', '<bold>son 3 * 4</bold>'],
    ['*https://x.example/_a_/b* y _c_', '<bold>https://x.example/_a_/b</bold> y <italic>c</italic>'],
    ['✔️*sí* 1️⃣*no*', '✔️<bold>sí</bold> 1️⃣<bold>no</bold>'],
  ])('draws %s', (text, expected) => {
    expect(drawn(text)).toBe(expected);
  });

  it.each([
    'po_notification_es',
    '2*3*4',
    '5 * 3 * 2',
    '* uno * dos',
    '*sin fin',
    '*en dos\nlíneas*',
    '**',
    '****',
    '``````',
    'Ñ_á_',
    'n\u0303_a_',
    '_a_n\u0303',
    '𝐚_b_',
    '_b_𝐚',
    'https://x.example/_a_/b',
    'https://x.example/*a y https://x.example/b*c',
    '',
  ])('leaves as it is: %s', (text) => {
    expect(formattingOf(text)).toEqual(text === '' ? [] : [text]);
  });

  it('loses nothing of a text but the signs, and makes no markup of it', () => {
    expect(formattingOf('<b>*<script>*</b>')).toEqual(['<b>', { as: 'bold', of: ['<script>'] }, '</b>']);
  });

  it('ends soon, whatever somebody writes', () => {
    for (const part of ['*', '_ ', ' *a', '`c', 'a_b ', 'http://*']) {
      const text = part.repeat(8_192 / part.length);
      expect([part, drawn(text) === text]).toEqual([part, true]);
    }
    for (const part of ['*_~a', '```b```', '`c` ', '*_*_ d']) {
      const text = part.repeat(8_192 / part.length);
      const words = drawn(text).replaceAll(/<\/?(bold|italic|struck|mono)>/g, '');
      const isWhole = words.replaceAll(/[*_~`]/g, '') === text.replaceAll(/[*_~`]/g, '');
      expect([part, isWhole, words.length < text.length]).toEqual([part, true, true]);
    }
  }, 5_000);
});
