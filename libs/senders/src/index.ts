export { AccessToken } from './access-token.js';
export type { Sender } from './sender.js';
export { SendersModule } from './senders.module.js';
export { SendersRepository, type SenderState } from './senders.repository.js';
export { Senders, SendersFileError } from './senders.js';
