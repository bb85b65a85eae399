/**
 * Mobile numbers of these countries have a digit that WhatsApp writes in some of its ids and people leave out, or the other
 * way: what fits the pattern is also written as the text beside it. Both mean the same to JavaScript and to PostgreSQL, but
 * for the sign before a group.
 */
export const SECOND_SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/^\+521(\d{10})$/, '+52$1'],
  [/^\+52(\d{10})$/, '+521$1'],
  [/^\+549(\d{10})$/, '+54$1'],
  [/^\+54([1-8]\d{9})$/, '+549$1'],
  [/^\+55(\d\d)9(\d{8})$/, '+55$1$2'],
  [/^\+55(\d\d)([6-9]\d{7})$/, '+55$19$2'],
];
