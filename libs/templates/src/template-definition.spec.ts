import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isJsonObject, objectAt, objectsAt } from '#graph-api';
import { poNotification } from './definitions/po-notification.js';
import { readTemplate, type TemplateDefinition } from './template-definition.js';

const fixtures = join(import.meta.dirname, '../../../test/fixtures/meta');

function listed(file: string): readonly (TemplateDefinition | null)[] {
  const json: unknown = JSON.parse(readFileSync(join(fixtures, file), 'utf8'));
  if (!isJsonObject(json)) throw new Error(`${file} is not an object`);
  return objectsAt(objectAt(json, 'body'), 'data').map(readTemplate);
}

describe("a template in Meta's list", () => {
  it('is read with its variables, footer, buttons and quality', () => {
    expect(listed('api-templates-page-1.json')[0]).toMatchObject({
      name: 'purchase_order_issued',
      language: 'es',
      metaId: '1689556908129832',
      status: 'APPROVED',
      category: 'UTILITY',
      previousCategory: null,
      quality: 'GREEN',
      rejectedReason: null,
      parameterFormat: 'positional',
      header: null,
      body: 'Hola {{1}}: su pedido {{2}} por {{3}} está emitido. Entrega prevista: {{4}}. Gracias.',
      footer: 'Compras',
      buttons: [
        { index: 0, type: 'url', text: 'Ver pedido', url: 'https://portal.example.com/{{1}}' },
        { index: 1, type: 'quick_reply', text: 'Confirmar pedido', url: null },
      ],
      expectedParameters: ['1', '2', '3', '4'],
    });
  });

  it('is read with named variables in order of appearance', () => {
    expect(listed('api-templates-page-1.json')[1]).toMatchObject({
      status: 'PENDING',
      parameterFormat: 'named',
      expectedParameters: ['order_number', 'supplier_name', 'delivery_date'],
    });
  });

  it('is read with the category it had before Meta changed it', () => {
    expect(listed('api-templates-page-1.json')[2]).toMatchObject({
      category: 'MARKETING',
      previousCategory: 'UTILITY',
    });
  });

  it('is read without variables', () => {
    expect(listed('api-templates-last-page.json')[0]).toMatchObject({ body: 'Hello World', expectedParameters: [] });
  });

  it.each(['document', 'image', 'video', 'location'])('is read with a %s header', (format) => {
    const template = readTemplate({
      name: 'a',
      language: 'es',
      components: [{ type: 'HEADER', format: format.toUpperCase() }],
    });
    expect(template?.header).toEqual({ format, text: null, variable: null });
  });

  it('is read with the variable of its text header', () => {
    const components = [{ type: 'HEADER', format: 'TEXT', text: 'Pedido {{order}}' }];
    const template = readTemplate({ name: 'a', language: 'es', parameter_format: 'NAMED', components });
    expect(template?.header).toEqual({ format: 'text', text: 'Pedido {{order}}', variable: 'order' });
  });

  it('orders numbered variables by number, each once', () => {
    const template = readTemplate({
      name: 'a',
      language: 'es',
      components: [{ type: 'BODY', text: '{{ 10 }} {{2}} {{1}} {{2}}' }],
    });
    expect(template?.expectedParameters).toEqual(['1', '2', '10']);
  });

  it('is left out without name or language, and survives everything else that is missing or strange', () => {
    expect(readTemplate({ language: 'es' })).toBeNull();
    expect(readTemplate({ name: 'a' })).toBeNull();
    expect(readTemplate({ name: 'a', language: 'es', components: 'none', quality_score: 7 })).toMatchObject({
      status: 'UNKNOWN',
      body: '',
      header: null,
      buttons: [],
      components: [],
    });
  });

  it('has a rejection reason only if Meta gave one', () => {
    const reasonOf = (rejected_reason: string) =>
      readTemplate({ name: 'a', language: 'es', rejected_reason })?.rejectedReason;
    expect([reasonOf('NONE'), reasonOf('ABUSIVE_CONTENT')]).toEqual([null, 'ABUSIVE_CONTENT']);
  });

  it('can be read from the request that creates po_notification', () => {
    expect(readTemplate(poNotification)).toMatchObject({
      name: 'po_notification',
      category: 'UTILITY',
      parameterFormat: 'positional',
      expectedParameters: ['1', '2', '3'],
    });
  });
});
