export { WEBHOOK_PATH } from '#webhook-events';

/** Where the API lives; health, metrics, the dashboard and the documentation lie outside it. */
export const BASE_PATH = '/api/v1/whatsapp';
export const QUEUE_BOARD_PATH = '/queues';
export const SIGN_IN_PATH = `${QUEUE_BOARD_PATH}/sign-in`;
export const DOCUMENTATION_PATH = '/docs';
