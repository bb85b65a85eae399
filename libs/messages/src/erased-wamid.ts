import { createHash } from 'node:crypto';

/**
 * Meta's id of a message holds the phone of its recipient in base64. Of a message whose data were erased it is kept as a hash:
 * what Meta says of it later still finds it, and the random part of the id keeps anybody from trying out phones. The same in
 * SQL is `erased_wamid()`.
 */
export function erasedWamid(wamid: string): string {
  return wamid.startsWith('erased.') ? wamid : `erased.${createHash('sha256').update(wamid).digest('hex')}`;
}
