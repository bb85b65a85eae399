const WAMIDS = /\bwamid\.[A-Za-z0-9+/=_-]+/g;
/** No phone that is written to has fewer digits, none has more (E.164), and what stands in the midst of others is another number. */
const DIGITS = /(?<!\d)\d{6,15}(?!\d)/g;
const USER_IDS = /\b[A-Z]{2}\.(?:ENT\.)?[0-9A-Za-z]{1,128}/g;

/** Whatever in a text may be a phone (written as E.164) or a user id of Meta's, the phones inside of wamids included. */
export function identifiersIn(text: string): readonly string[] {
  const digits = [text, ...wamidsIn(text).map(decoded)].flatMap((part) => part.match(DIGITS) ?? []);
  return [...new Set([...digits.map((number) => `+${number}`), ...(text.match(USER_IDS) ?? [])])];
}

/** Meta's ids of messages in a text. */
export function wamidsIn(text: string): readonly string[] {
  return text.match(WAMIDS) ?? [];
}

/** What is inside of a wamid: a phone among other things. */
export function decoded(wamid: string): string {
  return Buffer.from(wamid.replace(/^wamid\./, ''), 'base64').toString('latin1');
}
