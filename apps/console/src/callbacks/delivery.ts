import type { components } from 'recado-client';

/** One event for one endpoint, with every try, as the API shows it. */
export type Delivery = components['schemas']['CallbackDeliveryDto'];
