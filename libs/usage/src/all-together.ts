/**
 * In the place of a client's id and of a sender's: of all of them together. Whoever may see everybody's figures adds up no clients, and no
 * senders either where none is asked for; those of all senders are kept of all clients only.
 */
export const ALL_CLIENTS = '00000000-0000-0000-0000-000000000000';
export const ALL_SENDERS = '';
