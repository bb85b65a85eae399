/** Mobile numbers of these countries have a digit that WhatsApp writes in some of its ids and people leave out, or the other way. */
const DIGIT_MORE: readonly (readonly [RegExp, string])[] = [
  [/^\+521(\d{10})$/, '+52$1'],
  [/^\+52(\d{10})$/, '+521$1'],
  [/^\+549(\d{10})$/, '+54$1'],
  [/^\+54([1-8]\d{9})$/, '+549$1'],
  [/^\+55(\d\d)9(\d{8})$/, '+55$1$2'],
  [/^\+55(\d\d)([6-9]\d{7})$/, '+55$19$2'],
];

/**
 * A phone number as it may stand elsewhere, itself first: what Meta calls `wa_id` differs from the number that a message was
 * sent to in Mexico, Argentina and Brazil. For finding what belongs to a person; never for sending.
 */
export function phoneSpellings(phone: string): readonly string[] {
  const others = DIGIT_MORE.flatMap(([pattern, other]) => (pattern.test(phone) ? [phone.replace(pattern, other)] : []));
  return [phone, ...others];
}
