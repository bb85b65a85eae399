import type { Template, TemplateComponent } from './template.js';

const body = (text: string, ...examples: string[]): TemplateComponent => ({
  type: 'BODY',
  text,
  ...(examples.length > 0 && { example: { body_text: [examples] } }),
});

const green = { score: 'GREEN', date: 1758754645 } as const;

/** The templates that the sandbox's account has from the start: one of every kind and state that a client must cope with. */
export function knownTemplates(): Template[] {
  const templates: Omit<Template, 'id'>[] = [
    {
      name: 'po_notification',
      language: 'es',
      parameter_format: 'POSITIONAL',
      status: 'APPROVED',
      category: 'UTILITY',
      quality_score: green,
      components: [
        body(
          'Hola {{1}}, has recibido una nueva orden de compra {{2}} por un total de {{3}}.',
          'Proveedor ABC',
          'PO-2024-001',
          '€1,250.00',
        ),
      ],
    },
    {
      name: 'purchase_order_issued',
      language: 'es',
      parameter_format: 'POSITIONAL',
      status: 'APPROVED',
      category: 'UTILITY',
      quality_score: green,
      components: [
        body(
          'Hola {{1}}: su pedido {{2}} por {{3}} está emitido. Entrega prevista: {{4}}. Gracias.',
          'Talleres Ejemplo',
          'PO-2026-00001',
          '1.234,50 €',
          '30/11/2026',
        ),
        { type: 'FOOTER', text: 'Compras' },
      ],
    },
    {
      name: 'purchase_order_issued_named',
      language: 'es',
      parameter_format: 'NAMED',
      status: 'APPROVED',
      category: 'UTILITY',
      components: [
        {
          type: 'BODY',
          text: 'Pedido {{order_number}} para {{supplier_name}} con entrega el {{delivery_date}} emitido.',
          example: {
            body_text_named_params: [
              { param_name: 'order_number', example: 'PO-2026-00001' },
              { param_name: 'supplier_name', example: 'Talleres Ejemplo' },
              { param_name: 'delivery_date', example: '30/11/2026' },
            ],
          },
        },
      ],
    },
    {
      name: 'purchase_order_with_pdf',
      language: 'es',
      parameter_format: 'POSITIONAL',
      status: 'APPROVED',
      category: 'UTILITY',
      components: [
        { type: 'HEADER', format: 'DOCUMENT', example: { header_handle: ['4::aW5mb'] } },
        body('El pedido {{1}} está adjunto en PDF.', 'PO-2026-00001'),
        { type: 'FOOTER', text: 'Compras' },
        {
          type: 'BUTTONS',
          buttons: [
            {
              type: 'URL',
              text: 'Ver pedido',
              url: 'https://portal.example.com/{{1}}',
              example: ['https://portal.example.com/po/2026-00001'],
            },
            { type: 'QUICK_REPLY', text: 'Confirmar pedido' },
          ],
        },
      ],
    },
    {
      name: 'purchase_order_urgent',
      language: 'es',
      parameter_format: 'POSITIONAL',
      status: 'APPROVED',
      category: 'UTILITY',
      components: [
        { type: 'HEADER', format: 'TEXT', text: 'Pedido {{1}} urgente', example: { header_text: ['PO-2026-00001'] } },
        body('Necesitamos la entrega antes del {{1}} sin falta.', '30/11/2026'),
        { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Confirmar pedido' }] },
      ],
    },
    {
      name: 'po_amount_legacy',
      language: 'es',
      parameter_format: 'POSITIONAL',
      status: 'APPROVED',
      category: 'UTILITY',
      components: [
        body('Pedido {{1}} por {{2}}, entrega el {{3}} en almacén.', 'PO-2026-00001', '1.234,50 €', '30/11/2026'),
      ],
    },
    {
      name: 'hello_world',
      language: 'en_US',
      parameter_format: 'POSITIONAL',
      status: 'APPROVED',
      category: 'UTILITY',
      components: [body('Hello World')],
    },
    {
      name: 'purchase_order_reminder',
      language: 'es',
      parameter_format: 'POSITIONAL',
      status: 'APPROVED',
      category: 'MARKETING',
      previous_category: 'UTILITY',
      components: [body('Recordatorio del pedido {{1}} pendiente de confirmar.', 'PO-2026-00001')],
    },
    {
      name: 'purchase_order_pending',
      language: 'es',
      parameter_format: 'POSITIONAL',
      status: 'PENDING',
      category: 'UTILITY',
      components: [body('El pedido {{1}} está en revisión.', 'PO-2026-00001')],
    },
    {
      name: 'purchase_order_paused',
      language: 'es',
      parameter_format: 'POSITIONAL',
      status: 'PAUSED',
      category: 'UTILITY',
      quality_score: { score: 'RED', date: 1758754645 },
      components: [body('El pedido {{1}} sigue abierto.', 'PO-2026-00001')],
    },
    {
      name: 'purchase_order_disabled',
      language: 'es',
      parameter_format: 'POSITIONAL',
      status: 'DISABLED',
      category: 'UTILITY',
      components: [body('El pedido {{1}} fue modificado ayer.', 'PO-2026-00001')],
    },
    {
      name: 'purchase_order_rejected',
      language: 'es',
      parameter_format: 'POSITIONAL',
      status: 'REJECTED',
      category: 'UTILITY',
      rejected_reason: 'INVALID_FORMAT',
      components: [body('Oferta por el pedido {{1}} solo hoy.', 'PO-2026-00001')],
    },
  ];
  return templates.map((template, index) => ({ id: String(1689556908129832n + BigInt(index)), ...template }));
}
