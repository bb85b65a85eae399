/** A purchase order as a message, to somebody who gets no other. */
export function orderFor(index: number, sender: string): object {
  return {
    to: `+346${String(index).padStart(8, '0')}`,
    sender,
    template: {
      name: 'po_notification',
      language: 'es',
      parameters: ['Proveedor ABC', `PO-bench-${index}`, '€1,250.00'],
    },
    reference: `PO-bench-${index}`,
  };
}
