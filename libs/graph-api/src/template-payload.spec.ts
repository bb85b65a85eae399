import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { templatePayload, type TemplateSend } from './template-payload.js';

const fixtures = join(import.meta.dirname, '../../../test/fixtures/meta');
const recorded = (file: string): unknown => JSON.parse(readFileSync(join(fixtures, file), 'utf8'));

const callbackData = 'po-notif:018f2f6e-7c1a-7a54-9d53-1f0a6f0f4c11';
const issued: Omit<TemplateSend, 'to' | 'recipient'> = {
  template: { name: 'purchase_order_issued', language: 'es' },
  parameters: ['Talleres Ejemplo', 'PO-2026-00123', '1.234,50 €', '30/11/2026'],
  callbackData,
};

describe('the body that sends a template message', () => {
  it('is send-request-template-positional.json', () => {
    expect(templatePayload({ ...issued, to: '+34600000012' })).toEqual(
      recorded('send-request-template-positional.json'),
    );
  });

  it('is send-request-template-to-bsuid.json', () => {
    expect(templatePayload({ ...issued, recipient: 'ES.13491208655302741918' })).toEqual(
      recorded('send-request-template-to-bsuid.json'),
    );
  });

  it('is send-request-template-named.json', () => {
    const payload = templatePayload({
      to: '+34600000012',
      template: { name: 'purchase_order_issued_named', language: 'es' },
      parameters: { order_number: 'PO-2026-00123', supplier_name: 'Talleres Ejemplo', delivery_date: '30/11/2026' },
      callbackData,
    });
    expect(payload).toEqual(recorded('send-request-template-named.json'));
  });

  it('is send-request-template-document-header-and-buttons.json, with the file by its link instead of an upload', () => {
    const link = 'https://example.com/PO-2026-00123.pdf';
    const payload = templatePayload({
      to: '+34600000012',
      template: { name: 'purchase_order_with_pdf', language: 'es' },
      header: { type: 'document', link, filename: 'PO-2026-00123.pdf' },
      parameters: ['PO-2026-00123'],
      buttons: [
        { type: 'url', index: 0, text: 'po/2026-00123?t=abc123' },
        { type: 'quick_reply', index: 1, payload: 'ACK:PO-2026-00123' },
      ],
      callbackData,
    });
    const uploaded = JSON.stringify(recorded('send-request-template-document-header-and-buttons.json'));
    expect(payload).toEqual(JSON.parse(uploaded.replace('"id":"2871834006348767"', `"link":"${link}"`)));
  });

  it('is send-request-template-no-variables.json but for the language policy, which has only one value', () => {
    const payload = templatePayload({ to: '+34600000012', template: { name: 'hello_world', language: 'en_US' } });
    expect(recorded('send-request-template-no-variables.json')).toEqual({
      ...payload,
      template: { name: 'hello_world', language: { code: 'en_US', policy: 'deterministic' } },
    });
  });

  it('writes as text what send-request-template-currency-date.json has as currency and date', () => {
    const payload = templatePayload({
      to: '+34600000012',
      template: { name: 'po_amount_legacy', language: 'es' },
      parameters: ['PO-2026-00123', '1.234,50 €', '30 de noviembre de 2026'],
    });
    const legacy = JSON.stringify(recorded('send-request-template-currency-date.json'))
      .replace(/\{"type":"currency","currency":\{"fallback_value":("[^"]*")[^}]*\}\}/, '{"type":"text","text":$1}')
      .replace(/\{"type":"date_time","date_time":\{"fallback_value":("[^"]*")[^}]*\}\}/, '{"type":"text","text":$1}');
    expect(payload).toEqual(JSON.parse(legacy));
  });

  it('puts the plus in front of a phone that lost it, so that Meta does not prepend a country', () => {
    expect(templatePayload({ ...issued, to: '34600000012' })).toMatchObject({ to: '+34600000012' });
  });

  it.each([
    [{ type: 'text', text: 'PO-1' } as const, { type: 'text', text: 'PO-1' }],
    [{ type: 'text', text: 'PO-1', name: 'order' } as const, { type: 'text', parameter_name: 'order', text: 'PO-1' }],
    [
      { type: 'image', link: 'https://example.com/a.png' } as const,
      { type: 'image', image: { link: 'https://example.com/a.png' } },
    ],
    [
      { type: 'location', latitude: 41.4, longitude: 2.2 } as const,
      { type: 'location', location: { latitude: 41.4, longitude: 2.2 } },
    ],
  ])('writes the header %j', (header, parameter) => {
    const payload = templatePayload({ to: '+34600000012', template: { name: 'a', language: 'es' }, header });
    expect(payload).toHaveProperty('template.components', [{ type: 'header', parameters: [parameter] }]);
  });

  it.each([
    [{ type: 'copy_code', index: 2, code: 'CARIBE25' } as const, { type: 'coupon_code', coupon_code: 'CARIBE25' }],
    [{ type: 'flow', index: 0, token: 't1' } as const, { type: 'action', action: { flow_token: 't1' } }],
  ])('writes the button %j', (button, parameter) => {
    const payload = templatePayload({ to: '+34600000012', template: { name: 'a', language: 'es' }, buttons: [button] });
    expect(payload).toHaveProperty('template.components', [
      { type: 'button', sub_type: button.type, index: String(button.index), parameters: [parameter] },
    ]);
  });
});
