import { erasedWamid } from '#messages';
import { decoded, wamidsIn } from './identifiers-in.js';
import type { Person } from './person.js';

/** What stands where a phone or a user id stood. */
export const ERASED = 'erased';

/** A text without the phones and user ids of a person, and without the ids of messages that hold them. */
export function eraseFromText(text: string, person: Person): string {
  const withoutWamids = wamidsIn(text)
    .filter((wamid) => mentions(decoded(wamid), person))
    .reduce((rest, wamid) => rest.replaceAll(wamid, erasedWamid(wamid)), text);
  return patternsOf(person).reduce((rest, pattern) => rest.replaceAll(pattern, ERASED), withoutWamids);
}

/** Whether a text names a person, or holds the id of a message that does. */
export function namesPerson(text: string, person: Person): boolean {
  return mentions(text, person) || wamidsIn(text).some((wamid) => mentions(decoded(wamid), person));
}

function mentions(text: string, person: Person): boolean {
  return patternsOf(person).some((pattern) => text.search(pattern) !== -1);
}

/** Digits in the midst of others are another number. */
function patternsOf({ phones, userIds }: Person): readonly RegExp[] {
  return [
    ...phones.map((phone) => new RegExp(`(?<!\\d)\\+?${phone.slice(1)}(?!\\d)`, 'g')),
    ...userIds.map((userId) => new RegExp(`(?<![\\w.])${userId.replaceAll('.', '\\.')}(?!\\w)`, 'g')),
  ];
}
