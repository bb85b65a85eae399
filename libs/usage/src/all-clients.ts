/** In the place of a client's id, of all of them together: whoever may see everybody's figures adds up no clients. */
export const ALL_CLIENTS = '00000000-0000-0000-0000-000000000000';
