export { ApiKey } from './api-key.entity.js';
export { ApiKeys } from './api-keys.js';
export { ApiKeysRepository, type NewKey } from './api-keys.repository.js';
export { ADMIN_CLIENT_ID, visibleClient, type Caller } from './caller.js';
export { Client } from './client.entity.js';
export { ClientsModule } from './clients.module.js';
export { SCOPES, isScope, type Scope } from './scopes.js';
