export { AccessToken } from './access-token.js';
export { SendersFileError } from './read-senders-file.js';
export { requireSenders } from './require-senders.js';
export type { Sender } from './sender.js';
export { SendersModule } from './senders.module.js';
export { SendersRepository, type SenderState } from './senders.repository.js';
export { Senders } from './senders.js';
