// Sends a purchase order and says where it is. Run it again: it is the same message.
import { Recado } from 'recado-client';

const recado = new Recado({
  url: process.env['RECADO_URL'] ?? 'http://localhost:3000',
  key: process.env['RECADO_KEY'] ?? '',
});

const { message, replayed } = await recado.sendOrder({
  supplier: { name: 'Proveedor ABC', phone: '+34612345678' },
  orderNumber: 'PO-2024-010',
  total: { amount: '1250.00', currency: 'EUR' },
});
console.log(`${replayed ? 'known' : 'accepted'}: ${message.id}`);
console.log(message.text);

// All messages of this order, with those that a revision replaced; pages are read as they are needed.
for await (const { id, status } of recado.messages({ reference: 'PO-2024-010' })) {
  console.log(`${id} is ${status}`);
}
