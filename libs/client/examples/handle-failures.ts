// Sends orders that have something wrong with them, and does what each failure asks for.
import { Recado, RecadoError, type PurchaseOrder } from 'recado-client';

const url = process.env['RECADO_URL'] ?? 'http://localhost:3000';
const recado = new Recado({ url, key: process.env['RECADO_KEY'] ?? '' });

/** What became of the order, in a word for whoever wrote it. */
async function send(order: PurchaseOrder, service = recado): Promise<string> {
  try {
    const { message } = await service.sendOrder(order);
    return `accepted, ${message.status}`;
  } catch (error) {
    if (!(error instanceof RecadoError)) throw error;
    switch (error.code) {
      case 'PHONE_INVALID':
        // Only who keeps the supplier's data can mend it; `detail` says how where that is certain.
        return `wrong phone: ${error.detail}`;
      case 'SUPPRESSED':
        return 'the supplier wants no messages: send a mail';
      case 'PURCHASE_ORDER_CHANGED':
        // Known with another amount, name or phone: what is meant to replace it says so.
        return send({ ...order, revision: (order.revision ?? 1) + 1 }, service);
      case 'UNAUTHENTICATED':
      case 'SCOPE_MISSING':
        return `our own fault, page somebody: ${error.remedy}`;
      default:
        // Was repeated already, as long as that was safe. Send it again later: it stays one message.
        if (error.temporary) return `later: ${error.code}`;
        return `rejected: ${error.detail}`;
    }
  }
}

const order: PurchaseOrder = {
  supplier: { name: 'Proveedor ABC', phone: '+34612345678' },
  orderNumber: 'PO-2024-011',
  total: { amount: '1250.00', currency: 'EUR' },
};
const changed = { ...order, total: { amount: '990.00', currency: 'EUR' } };
const misdialled = { ...order, supplier: { name: 'Proveedor ABC', phone: '612345678' } };
const illegible = { ...order, total: { amount: '12,50', currency: 'EUR' } };
const stranger = new Recado({ url, key: 'of-somebody-else' });
const nowhere = new Recado({ url: 'http://127.0.0.1:1', key: '', retries: 0 });

console.log('an order        ', await send(order));
console.log('with new amount ', await send(changed));
console.log('wrong phone     ', await send(misdialled));
console.log('comma in amount ', await send(illegible));
console.log('with a wrong key', await send(order, stranger));
console.log('during an outage', await send(order, nowhere));
