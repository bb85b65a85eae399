import { describe, expect, it } from 'vitest';
import type { JsonObject } from '#graph-api';
import type { TemplateHeader } from '#messages';
import { checkHeader } from './check-header.js';
import { readTemplate } from './template-definition.js';

function check(header: JsonObject | null, given: TemplateHeader | null, json: JsonObject = {}) {
  const components = header ? [{ type: 'HEADER', ...header }] : [];
  const definition = readTemplate({ name: 'pedido', language: 'es', ...json, components });
  if (!definition) throw new Error('unreadable');
  return checkHeader(definition, given);
}

const pdf: TemplateHeader = { type: 'document', link: 'https://example.com/po.pdf', filename: 'PO.pdf' };
const document = { format: 'DOCUMENT' };
const text = { format: 'TEXT', text: 'Pedido {{1}}' };

describe('the header of a message', () => {
  it('is good when it is what the template asks for', () => {
    expect(check(document, pdf)).toEqual([]);
    expect(check(text, { type: 'text', text: 'PO-1' })).toEqual([]);
    expect(check({ format: 'LOCATION' }, { type: 'location', latitude: 41.4, longitude: 2.2 })).toEqual([]);
    expect(check({ format: 'TEXT', text: 'Compras' }, null)).toEqual([]);
    expect(check(null, null)).toEqual([]);
  });

  it('is refused when the template asks for one and there is none', () => {
    expect(check(document, null)).toEqual([
      {
        path: 'template.header',
        message:
          'Template pedido (es) needs a header of type document: send { "type": "document", "link": "https://…", "filename": "…" }.',
      },
    ]);
  });

  it('is refused when the template asks for none', () => {
    const message = 'Template pedido (es) has no header to fill: leave "header" out.';
    expect(check(null, pdf)).toEqual([{ path: 'template.header', message }]);
    expect(check({ format: 'TEXT', text: 'Compras' }, pdf)).toEqual([{ path: 'template.header', message }]);
  });

  it('is refused when it is of another type', () => {
    expect(check({ format: 'IMAGE' }, pdf)).toEqual([
      {
        path: 'template.header.type',
        message:
          'Template pedido (es) needs a header of type image, not document: send { "type": "image", "link": "https://…" }.',
      },
    ]);
  });

  it.each(['http://example.com/po.pdf', 'po.pdf', 'file:///etc/passwd', ''])('is refused with the link %j', (link) => {
    expect(check(document, { type: 'document', link })).toMatchObject([{ path: 'template.header.link' }]);
  });

  it('is refused when its text is empty, broken or too long', () => {
    expect(check(text, { type: 'text', text: '' })).toMatchObject([{ path: 'template.header.text' }]);
    expect(check(text, { type: 'text', text: 'a\nb' })).toMatchObject([{ path: 'template.header.text' }]);
    expect(check(text, { type: 'text', text: 'x'.repeat(53) })).toEqual([]);
    expect(check(text, { type: 'text', text: 'x'.repeat(54) })).toEqual([
      {
        path: 'template.header.text',
        message: 'With this value the header has 61 characters, and WhatsApp allows 60: shorten it.',
      },
    ]);
  });

  it('needs the name of its variable in a named template', () => {
    const header = { format: 'TEXT', text: 'Pedido {{order}}' };
    const json = { parameter_format: 'NAMED' };
    expect(check(header, { type: 'text', text: 'PO-1', name: 'order' }, json)).toEqual([]);
    expect(check(header, { type: 'text', text: 'PO-1' }, json)).toEqual([
      {
        path: 'template.header.name',
        message: 'The variables of this template are named: set the header\'s "name" to "order".',
      },
    ]);
  });
});
