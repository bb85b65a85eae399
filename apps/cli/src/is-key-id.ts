import { refuse } from './terminal.js';

/** Says so where it is none; a whole key is not repeated, because screens and logs are read by others. */
export function isKeyId(text: string): boolean {
  if (/^[0-9A-Za-z]{8}$/.test(text)) return true;
  refuse('That is no id of a key: it is the 8 characters that `recado keys list` shows, those after rk_ in the key.');
  return false;
}
