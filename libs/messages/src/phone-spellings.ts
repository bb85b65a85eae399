import { SECOND_SPELLINGS } from './second-spellings.js';

/**
 * A phone number as it may stand elsewhere, itself first: what Meta calls `wa_id` differs from the number that a message was
 * sent to in Mexico, Argentina and Brazil. For finding what belongs to a person; never for sending.
 */
export function phoneSpellings(phone: string): readonly string[] {
  const others = SECOND_SPELLINGS.flatMap(([pattern, other]) =>
    pattern.test(phone) ? [phone.replace(pattern, other)] : [],
  );
  return [phone, ...others];
}
