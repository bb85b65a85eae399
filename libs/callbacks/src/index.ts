export { CallbackAddresses } from './callback-addresses.js';
export { callbackBody } from './callback-body.js';
export { CallbackConnection, type CallbackExchange } from './callback-connection.js';
export {
  CallbackDeliveriesRepository,
  DELIVERY_STATES,
  type DeliveryState,
  type LoggedDelivery,
  type Try,
  type UnderWay,
} from './callback-deliveries.repository.js';
export type { CallbackEndpoint, EndpointOwner, EndpointSettings } from './callback-endpoint.js';
export { CallbackEndpointsRepository, type EndpointChange, MOST_ENDPOINTS } from './callback-endpoints.repository.js';
export { CALLBACK_EVENTS, type CallbackEvent } from './callback-event.js';
export { CallbackLanesRepository, type ServedEndpoint } from './callback-lanes.repository.js';
export { CallbacksModule } from './callbacks.module.js';
export { checkCallbackUrl } from './check-callback-url.js';
export type { DueDelivery } from './due-delivery.js';
export { nextTry } from './next-try.js';
export { SecretBox } from './secret-box.js';
export { newCallbackSecret, signCallback } from './sign-callback.js';
