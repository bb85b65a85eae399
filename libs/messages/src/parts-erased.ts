/** The line in a message's timeline (its type and its key) of the moment in which something about somebody else was erased from it. */
export const PARTS_ERASED = 'parts_erased';
