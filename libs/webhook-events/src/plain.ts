export { SUBSCRIBED_FIELDS } from './webhook-fields.js';
export { WEBHOOK_PATH } from './webhook-path.js';
