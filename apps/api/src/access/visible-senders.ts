import type { Caller } from '#clients';

/** The senders whose figures a caller sees; null: of any. What is not there for a key counts nothing, as in a list. */
export function visibleSenders({ senderIds }: Caller, asked: string | undefined): readonly string[] | null {
  if (asked === undefined) return senderIds;
  return senderIds?.includes(asked) === false ? [] : [asked];
}
