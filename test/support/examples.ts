/** A message of the template that every sandbox knows. */
export function exampleMessage(change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { to: '+34612345678', template: exampleTemplate(), ...change };
}

export function exampleTemplate(change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    name: 'po_notification',
    language: 'es',
    parameters: ['Proveedor ABC', 'PO-2024-001', '€1,250.00'],
    ...change,
  };
}

export function exampleOrder(change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    supplier: { name: 'Proveedor ABC', phone: '+34612345678' },
    orderNumber: 'PO-2024-001',
    total: { amount: '1250.00', currency: 'EUR' },
    documentUrl: null,
    sendAt: null,
    ...change,
  };
}

/** What lies at a path of parsed JSON: `at(json, 'items', 0, 'id')`; undefined where there is nothing. */
export function at(json: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? new Map<string, unknown>(Object.entries(value)).get(String(key))
        : undefined,
    json,
  );
}

/** The same as text. */
export function textAt(json: unknown, ...path: readonly (string | number)[]): string {
  return String(at(json, ...path));
}
