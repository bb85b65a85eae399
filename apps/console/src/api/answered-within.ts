/** An answer that takes longer comes no more: whoever looks at old figures has to know. The API gives up its own work after 15 s. */
export const ANSWERED_WITHIN_MS = 20_000;
