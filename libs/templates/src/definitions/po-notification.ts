/**
 * The request that creates the purchase order's template at Meta.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/utility-templates/utility-templates
 */
export const poNotification = {
  name: 'po_notification',
  language: 'es',
  category: 'UTILITY',
  parameter_format: 'positional',
  components: [
    {
      type: 'body',
      text: 'Hola {{1}}, has recibido una nueva orden de compra {{2}} por un total de {{3}}.',
      example: { body_text: [['Proveedor ABC', 'PO-2024-001', '€1,250.00']] },
    },
  ],
} as const;
