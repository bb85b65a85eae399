export { ADMIN_CLIENT_NAME } from './caller.js';
export { SCOPES } from './scopes.js';
