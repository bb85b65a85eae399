import type { Delivery } from './delivery.js';

export const DELIVERY_STATES = ['WAITING', 'DELIVERED', 'FAILED'] as const satisfies Delivery['state'][];

/** Which deliveries of an endpoint are looked at, as it stands in the address. */
export interface DeliverySearch {
  readonly state?: Delivery['state'];
  /** Which page. */
  readonly cursor?: string;
}

/** Whatever stands in the address that is none of it is left out. */
export function readDeliverySearch({ state, cursor }: Readonly<Record<string, unknown>>): DeliverySearch {
  return {
    state: DELIVERY_STATES.find((known) => known === state),
    cursor: typeof cursor === 'string' && cursor !== '' ? cursor : undefined,
  };
}
