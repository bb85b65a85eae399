import { describe, expect, it } from 'vitest';
import type { JsonObject } from '#graph-api';
import type { TemplateButton } from '#messages';
import { checkButtons } from './check-buttons.js';
import { readTemplate } from './template-definition.js';

const link = { type: 'URL', text: 'Ver pedido', url: 'https://portal.example.com/{{1}}' };
const fixedLink = { type: 'URL', text: 'Portal', url: 'https://portal.example.com/' };
const confirm = { type: 'QUICK_REPLY', text: 'Confirmar pedido' };
const code = { type: 'COPY_CODE', text: 'Copiar' };

function check(buttons: readonly JsonObject[], given: readonly TemplateButton[]) {
  const components = buttons.length > 0 ? [{ type: 'BUTTONS', buttons }] : [];
  const definition = readTemplate({ name: 'pedido', language: 'es', components });
  if (!definition) throw new Error('unreadable');
  return checkButtons(definition, given);
}

const suffix = (text: string): TemplateButton => ({ type: 'url', index: 0, text });

describe('the buttons of a message', () => {
  it('are good when each that needs a value has one', () => {
    expect(check([link, confirm], [suffix('po/2026-00123?t=abc123')])).toEqual([]);
    expect(check([link, confirm], [suffix('a'), { type: 'quick_reply', index: 1, payload: 'ACK:PO-1' }])).toEqual([]);
    expect(check([fixedLink, confirm], [])).toEqual([]);
    expect(check([code], [{ type: 'copy_code', index: 0, code: 'CARIBE25' }])).toEqual([]);
    expect(check([{ type: 'FLOW', text: 'Abrir' }], [{ type: 'flow', index: 0, token: 't' }])).toEqual([]);
    expect(check([], [])).toEqual([]);
  });

  it('are refused when the end of an address or a code is missing', () => {
    expect(check([link, code], [])).toEqual([
      {
        path: 'template.buttons',
        message:
          'Button 0 ("Ver pedido") is missing: send { "type": "url", "index": 0, "text": the end of https://portal.example.com/{{1}} }.',
      },
      {
        path: 'template.buttons',
        message: 'Button 1 ("Copiar") is missing: send { "type": "copy_code", "index": 1, "code": "…" }.',
      },
    ]);
  });

  it('are refused when the template has no such button', () => {
    expect(check([], [suffix('a')])).toEqual([
      { path: 'template.buttons[0].index', message: 'There is no button 0: the template has no buttons.' },
    ]);
    expect(check([confirm], [{ type: 'quick_reply', index: 3, payload: 'a' }])).toEqual([
      { path: 'template.buttons[0].index', message: 'There is no button 3: the template has 0 (quick_reply).' },
    ]);
  });

  it('are refused when one is of another type or given twice', () => {
    expect(check([confirm], [suffix('a')])).toMatchObject([{ path: 'template.buttons[0].type' }]);
    expect(check([link], [suffix('a'), suffix('b')])).toMatchObject([{ path: 'template.buttons[1].index' }]);
  });

  it('are refused when an address that is fixed gets an end', () => {
    expect(check([fixedLink], [suffix('a')])).toEqual([
      {
        path: 'template.buttons[0].text',
        message: 'Button 0 has the fixed address https://portal.example.com/: leave it out of "buttons".',
      },
    ]);
  });

  it.each([
    ['', 'The end of the address is empty: send what follows https://portal.example.com/.'],
    [
      'https://portal.example.com/po/1',
      'The address is completed, not replaced: send only what follows https://portal.example.com/.',
    ],
    [
      'pedido número 1',
      'An address has no spaces, accents or control characters: percent-encode them (a space is %20).',
    ],
    ['x'.repeat(1_974), 'The address has 2001 characters, and WhatsApp allows 2000: shorten it.'],
  ])('are refused when the end of an address is %j', (text, message) => {
    expect(check([link], [suffix(text)])).toEqual([{ path: 'template.buttons[0].text', message }]);
  });

  it('are refused when a payload or code is empty or too long', () => {
    const reply = (payload: string): TemplateButton => ({ type: 'quick_reply', index: 0, payload });
    expect(check([confirm], [reply('x'.repeat(512))])).toEqual([]);
    expect(check([confirm], [reply('x'.repeat(513))])).toMatchObject([{ path: 'template.buttons[0].payload' }]);
    expect(check([confirm], [reply('')])).toMatchObject([{ path: 'template.buttons[0].payload' }]);
    expect(check([code], [{ type: 'copy_code', index: 0, code: ' ' }])).toMatchObject([
      { path: 'template.buttons[0].code' },
    ]);
  });
});
