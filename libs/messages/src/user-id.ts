/**
 * Whether this is Meta's id of a person as one business portfolio sees it, `ES.13491208655302741918`: who has a user name may
 * hide the phone behind it. Parents of such ids are written `ES.ENT.…`.
 */
export function isUserId(text: string): boolean {
  return /^[A-Z]{2}\.(ENT\.)?[0-9A-Za-z]{1,128}$/.test(text);
}
