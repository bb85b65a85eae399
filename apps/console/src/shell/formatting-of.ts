/** A stretch of a text as WhatsApp draws it: plain, or all of it in one way. */
export type Stretch = string | { readonly as: Drawing; readonly of: readonly Stretch[] };

export type Drawing = 'bold' | 'italic' | 'struck' | 'mono';

interface Mark {
  readonly sign: string;
  readonly as: Drawing;
}

/** https://faq.whatsapp.com/539178204879377; of signs that begin alike the longer one comes first. */
const MARKS: readonly Mark[] = [
  { sign: '```', as: 'mono' },
  { sign: '`', as: 'mono' },
  { sign: '*', as: 'bold' },
  { sign: '_', as: 'italic' },
  { sign: '~', as: 'struck' },
];

/** With its accents, where they are characters of their own; not with what makes an emoji of a digit. */
const WORD_BEFORE = /[\p{L}\p{N}](?:(?![\uFE0F\u20E3])\p{M})*$/u;
const WORD_AFTER = /^[\p{L}\p{N}\p{M}]/u;
/** Longer than a letter with all its accents. */
const LETTER_AT_MOST = 8;

/** Signs at its end may close what was opened before it: `*https://x.example*`. */
const LINKS = /\bhttps?:\/\/\S*[^\s*_~`.,;:!?)]/g;

/** Reads WhatsApp's `*bold*`, `_italic_`, `~strike~` and monospace; whatever is not one of them is text, as it is there. */
export function formattingOf(text: string): readonly Stretch[] {
  return stretchesOf(text, MARKS);
}

/** `marks`: those that it does not stand within yet, so that it ends however somebody nests them. */
function stretchesOf(text: string, marks: readonly Mark[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  const seen = withLettersForLinks(text);
  let plainFrom = 0;
  for (let at = 0; at < text.length; at += 1) {
    const mark = marks.find(({ sign }) => opensAt(seen, at, sign));
    const end = mark === undefined ? -1 : closeOf(seen, at, mark.sign);
    if (mark === undefined || end === -1) continue;
    const within = text.slice(at + mark.sign.length, end);
    if (at > plainFrom) stretches.push(text.slice(plainFrom, at));
    const others = marks.filter(({ as }) => as !== mark.as);
    stretches.push({ as: mark.as, of: mark.as === 'mono' ? [within] : stretchesOf(within, others) });
    plainFrom = end + mark.sign.length;
    at = plainFrom - 1;
  }
  if (plainFrom < text.length) stretches.push(text.slice(plainFrom));
  return stretches;
}

/** As long as it was. The signs within a link belong to it: `https://x.example/_a_/b`. */
function withLettersForLinks(text: string): string {
  return text.replaceAll(LINKS, (link) => 'x'.repeat(link.length));
}

/** `po_notification` and `2*3*4` are no formatting: it begins where no word does, and with what is seen. */
function opensAt(text: string, at: number, sign: string): boolean {
  const next = text.charAt(at + sign.length);
  if (!text.startsWith(sign, at) || WORD_BEFORE.test(text.slice(Math.max(0, at - LETTER_AT_MOST), at))) return false;
  return sign === '```' || (next.trim() !== '' && next !== sign);
}

/** Where the sign stands that ends it, in the same line but for blocks of monospace; -1: nowhere. */
function closeOf(text: string, opened: number, sign: string): number {
  for (let at = opened + sign.length + 1; at < text.length; at += 1) {
    const before = text.charAt(at - 1);
    if (sign !== '```' && before === '\n') return -1;
    const ends = text.startsWith(sign, at) && !WORD_AFTER.test(text.slice(at + sign.length, at + sign.length + 2));
    if (ends && (sign === '```' || before.trim() !== '')) return at;
  }
  return -1;
}
