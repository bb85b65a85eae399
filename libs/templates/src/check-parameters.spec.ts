import { describe, expect, it } from 'vitest';
import type { JsonObject } from '#graph-api';
import { checkParameters, type TemplateValues } from './check-parameters.js';
import { poNotification } from './definitions/po-notification.js';
import { readTemplate, type TemplateDefinition } from './template-definition.js';

function template(json: JsonObject): TemplateDefinition {
  const definition = readTemplate({ name: 'pedido', language: 'es', ...json });
  if (!definition) throw new Error('unreadable');
  return definition;
}

const order = template(poNotification);
const named = template({
  parameter_format: 'NAMED',
  components: [{ type: 'BODY', text: 'Pedido {{order_number}} de {{supplier}}.' }],
});
const good = ['Proveedor ABC', 'PO-2024-001', '€1,250.00'];

const errorsOf = (definition: TemplateDefinition, values: TemplateValues) => {
  const check = checkParameters(definition, values);
  return check.kind === 'ok' ? [] : check.errors;
};

describe('the values of a positional template', () => {
  it('are good when there is one for each variable', () => {
    expect(checkParameters(order, { parameters: good })).toEqual({ kind: 'ok' });
  });

  it('are refused when one is missing, naming it', () => {
    expect(errorsOf(order, { parameters: good.slice(0, 2) })).toEqual([
      {
        path: 'template.parameters[2]',
        message:
          '{{3}} is missing. Template po_notification (es) takes 3 parameters ({{1}}, {{2}}, {{3}}), 2 given: send all of them.',
      },
    ]);
  });

  it('are refused when there are too many, naming the one', () => {
    expect(errorsOf(order, { parameters: [...good, 'más'] })).toEqual([
      {
        path: 'template.parameters[3]',
        message:
          'Parameter 4 is too many. Template po_notification (es) takes 3 parameters ({{1}}, {{2}}, {{3}}), 4 given: remove it.',
      },
    ]);
  });

  it.each([
    ['', '{{2}} is empty, which WhatsApp refuses: send a text.'],
    ['   ', '{{2}} is empty, which WhatsApp refuses: send a text.'],
    ['a\nb', '{{2}} contains a line break, which WhatsApp refuses: write it in one line.'],
    ['a\rb', '{{2}} contains a line break, which WhatsApp refuses: write it in one line.'],
    ['a\tb', '{{2}} contains a tab, which WhatsApp refuses: use a space.'],
    ['a     b', '{{2}} contains more than four spaces in a row, which WhatsApp refuses: use fewer.'],
  ])('are refused when one is %j', (value, message) => {
    const errors = errorsOf(order, { parameters: ['Proveedor ABC', value, '€1,250.00'] });
    expect(errors).toEqual([{ path: 'template.parameters[1]', message }]);
  });

  it('may have four spaces in a row', () => {
    expect(checkParameters(order, { parameters: ['a    b', 'PO-1', '€1.00'] })).toEqual({ kind: 'ok' });
  });

  it('are refused when the whole text becomes too long, and good at the last character that fits', () => {
    const fixed = 'Hola , has recibido una nueva orden de compra  por un total de .'.length;
    const longest = 'x'.repeat(1_024 - fixed - 'PO-1€1'.length);
    expect(checkParameters(order, { parameters: [longest, 'PO-1', '€1'] })).toEqual({ kind: 'ok' });
    expect(errorsOf(order, { parameters: [`${longest}x`, 'PO-1', '€1'] })).toEqual([
      {
        path: 'template.parameters[0]',
        message:
          'With these values the text has 1025 characters, and WhatsApp allows 1024: shorten {{1}}, the longest.',
      },
    ]);
  });

  it('are all reported together', () => {
    const errors = errorsOf(order, { parameters: ['', 'PO\n1'] });
    expect(errors.map(({ path }) => path)).toEqual([
      'template.parameters[0]',
      'template.parameters[1]',
      'template.parameters[2]',
    ]);
  });

  it('are refused by name', () => {
    expect(errorsOf(order, { parameters: { supplier: 'ABC' } })).toEqual([
      {
        path: 'template.parameters',
        message:
          'Template po_notification (es) takes 3 parameters ({{1}}, {{2}}, {{3}}): send an array with a value for each, in this order.',
      },
    ]);
  });

  it('may be left out where the template has no variables, and only there', () => {
    expect(checkParameters(template({ components: [{ type: 'BODY', text: 'Hola' }] }), {})).toEqual({ kind: 'ok' });
    expect(errorsOf(order, {})).toHaveLength(3);
  });
});

describe('the values of a named template', () => {
  it('are good in any order', () => {
    expect(checkParameters(named, { parameters: { supplier: 'ABC', order_number: 'PO-1' } })).toEqual({ kind: 'ok' });
  });

  it('are refused when a name is missing or unknown', () => {
    expect(errorsOf(named, { parameters: { order_number: 'PO-1', suplier: 'ABC' } })).toEqual([
      {
        path: 'template.parameters.suplier',
        message:
          'suplier is not one of its variables. Template pedido (es) takes 2 parameters by name ({{order_number}}, {{supplier}}): remove or rename it.',
      },
      {
        path: 'template.parameters.supplier',
        message:
          '{{supplier}} is missing. Template pedido (es) takes 2 parameters by name ({{order_number}}, {{supplier}}): send all of them.',
      },
    ]);
  });

  it('are refused as an array', () => {
    expect(errorsOf(named, { parameters: ['PO-1', 'ABC'] })).toMatchObject([{ path: 'template.parameters' }]);
  });

  it('are refused for the same characters', () => {
    expect(errorsOf(named, { parameters: { supplier: 'A\nB', order_number: 'PO-1' } })).toEqual([
      {
        path: 'template.parameters.supplier',
        message: '{{supplier}} contains a line break, which WhatsApp refuses: write it in one line.',
      },
    ]);
  });
});
