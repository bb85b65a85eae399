import { type ApiClient, type FollowedMessage, readMessage } from '#api-client';
import { CannotStart } from './cannot-start.js';
import type { ExampleOrder } from './example-order.js';

const PATH = '/api/v1/whatsapp/purchase-orders';

/** Hands an order to the API, as the procurement service does. The same order again is the same message again. */
export async function submitOrder(api: ApiClient, order: ExampleOrder): Promise<FollowedMessage> {
  const answer = await api.call('POST', PATH, order);
  if (answer.kind === 'silent') throw new CannotStart(`The API gave no answer: ${answer.reason}`);
  const message = answer.status === 202 ? readMessage(answer.json) : null;
  if (message === null) throw new CannotStart(`POST ${PATH} was answered with ${answer.status}:\n  ${answer.text}`);
  return message;
}
