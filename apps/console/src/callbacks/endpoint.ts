import type { components } from 'recado-client';

/** Who is told of what happens, as the API shows it. */
export type Endpoint = components['schemas']['CallbackEndpointDto'];
