import type { components } from 'recado-client';

export type Sender = components['schemas']['SenderDto'];

/** What people call it; the id where Meta has not told a name or number yet. */
export function nameOf({ verifiedName, displayNumber, id }: Sender): string {
  return verifiedName ?? displayNumber ?? id;
}
