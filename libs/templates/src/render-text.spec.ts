import { describe, expect, it } from 'vitest';
import type { JsonObject } from '#graph-api';
import { poNotification } from './definitions/po-notification.js';
import { renderHeaderText, renderText } from './render-text.js';
import { readTemplate, type TemplateDefinition } from './template-definition.js';

function template(json: JsonObject): TemplateDefinition {
  const definition = readTemplate({ name: 'a', language: 'es', ...json });
  if (!definition) throw new Error('unreadable');
  return definition;
}

const withBody = (text: string): TemplateDefinition => template({ components: [{ type: 'BODY', text }] });

describe('the text that a supplier reads', () => {
  it('is the template with its values', () => {
    expect(renderText(template(poNotification), ['Proveedor ABC', 'PO-2024-001', '€1,250.00'])).toBe(
      'Hola Proveedor ABC, has recibido una nueva orden de compra PO-2024-001 por un total de €1,250.00.',
    );
  });

  it('takes named values', () => {
    const named = template({
      parameter_format: 'NAMED',
      components: [{ type: 'BODY', text: 'Pedido {{order}} de {{ supplier }}.' }],
    });
    expect(renderText(named, { supplier: 'ABC', order: 'PO-1' })).toBe('Pedido PO-1 de ABC.');
  });

  it('shows values as they are, also those that look like variables or replacement patterns', () => {
    expect(renderText(withBody('{{1}} y {{2}}'), ['{{2}}', "$& $1 $'"])).toBe("{{2}} y $& $1 $'");
  });

  it('repeats a value where its variable is repeated', () => {
    expect(renderText(withBody('{{1}}, {{1}}'), ['a'])).toBe('a, a');
  });

  it('leaves a variable without a value visible', () => {
    expect(renderText(withBody('{{1}} {{2}}'), ['a'])).toBe('a {{2}}');
  });

  it('keeps the line breaks of the template itself', () => {
    expect(renderText(withBody('uno\n\n{{1}}\n'), ['dos'])).toBe('uno\n\ndos\n');
  });

  it('does not take names from the prototype of the values', () => {
    const named = template({ parameter_format: 'NAMED', components: [{ type: 'BODY', text: '{{constructor}}' }] });
    expect(renderText(named, {})).toBe('{{constructor}}');
  });
});

describe('the header that a supplier reads', () => {
  const header = template({ components: [{ type: 'HEADER', format: 'TEXT', text: 'Pedido {{1}}' }] });

  it('is filled with its value', () => {
    expect(renderHeaderText(header, { type: 'text', text: 'PO-1' })).toBe('Pedido PO-1');
  });

  it('is the fixed text of a template without variable, and nothing for media', () => {
    expect(renderHeaderText(template({ components: [{ type: 'HEADER', format: 'TEXT', text: 'Compras' }] }))).toBe(
      'Compras',
    );
    expect(renderHeaderText(template({ components: [{ type: 'HEADER', format: 'DOCUMENT' }] }))).toBeNull();
    expect(renderHeaderText(withBody('x'))).toBeNull();
  });
});
