export { SUBSCRIBED_FIELDS } from './webhook-fields.js';
