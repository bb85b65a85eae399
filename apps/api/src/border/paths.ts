export { WEBHOOK_PATH } from '#webhook-events';

/** Where the API lives; health, metrics, the dashboard and the documentation lie outside it. */
export const BASE_PATH = '/api/v1/whatsapp';
export const QUEUE_BOARD_PATH = '/queues';
export const SIGN_IN_PATH = `${QUEUE_BOARD_PATH}/sign-in`;
/** The operators' page: its files, and below it the session that it works with. */
export const CONSOLE_PATH = '/console';
export const CONSOLE_ASSETS_PATH = `${CONSOLE_PATH}/assets`;
export const DOCUMENTATION_PATH = '/docs';
