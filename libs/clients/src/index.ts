export { ApiKeys } from './api-keys.js';
export { ApiKeysRepository, type NewKey } from './api-keys.repository.js';
export { ADMIN_CLIENT_ID, ADMIN_CLIENT_NAME, visibleClient, type Caller } from './caller.js';
export { ClientsModule } from './clients.module.js';
export { KeyEventsRepository, type KeyEvent } from './key-events.repository.js';
export type { ListedKey } from './listed-key.js';
export { OperatorSessions } from './operator-sessions.js';
export { SCOPES, isScope, type Scope } from './scopes.js';
