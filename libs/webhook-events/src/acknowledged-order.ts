/**
 * The order that a pressed button acknowledges: its payload, which our own template had given it, is `ACK:` and the order
 * number. Null for any other button.
 */
export function acknowledgedOrder(payload: string | null): string | null {
  const orderNumber = /^ACK:(.{1,255})$/su.exec(payload ?? '')?.[1]?.trim() ?? '';
  return orderNumber === '' ? null : orderNumber;
}
