import { createHash } from 'node:crypto';

export interface ExampleOrder {
  supplier: { name: string; phone: string };
  orderNumber: string;
  total: { amount: string; currency: string };
}

/**
 * The purchase order that a start sends. An order number belongs to one recipient for good, so another recipient gets
 * another number: made from the phone, so that a second start finds the same order again.
 */
export function exampleOrder(recipient: string | undefined): ExampleOrder {
  const suffix = recipient === undefined ? '' : `-${createHash('sha256').update(recipient).digest('hex').slice(0, 6)}`;
  return {
    supplier: { name: 'Proveedor ABC', phone: recipient ?? '+34612345678' },
    orderNumber: `PO-2024-001${suffix}`,
    total: { amount: '1250.00', currency: 'EUR' },
  };
}
