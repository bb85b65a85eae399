import type { Person } from './person.js';

/** What PostgreSQL looks for first, `LIKE`: any place that holds a number or an id of that person, or part of another one. */
export function likePatterns({ phones, userIds }: Person): readonly string[] {
  return [...phones.map((phone) => `%${phone.slice(1)}%`), ...userIds.map((userId) => `%${userId}%`)];
}

/** And then, as a regular expression of PostgreSQL's: not in the midst of other digits or letters. */
export function personPattern({ phones, userIds }: Person): string {
  return [
    ...phones.map((phone) => `(?<![0-9])${phone.slice(1)}(?![0-9])`),
    ...userIds.map((userId) => `(?<![A-Za-z0-9_.])${userId.replaceAll('.', '\\.')}(?![A-Za-z0-9_])`),
  ].join('|');
}

/**
 * Bytes that a text holds wherever it names that person: the digits, the ids, and what both become in base64, as in the id of a
 * message. There they begin at one of three places within a group; its ends, which depend on what stands beside, are left out.
 */
export function traces({ phones, userIds }: Person): readonly Buffer[] {
  const plain = [...phones.map((phone) => phone.slice(1)), ...userIds];
  return [...plain, ...plain.flatMap((text) => [0, 1, 2].map((place) => inBase64(text, place)))].map((text) =>
    Buffer.from(text),
  );
}

function inBase64(text: string, place: number): string {
  const encoded = Buffer.from('\0'.repeat(place) + text).toString('base64');
  const whole = Math.floor(((place + text.length) * 8) / 6);
  return encoded.slice(Math.ceil((place * 8) / 6), whole);
}
