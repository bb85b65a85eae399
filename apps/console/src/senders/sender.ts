import type { components } from 'recado-client';
import { withoutDirectionMarks } from '../shell/without-direction-marks.js';

export type Sender = components['schemas']['SenderDto'];

/** What people call it; the id where Meta has not told a name or number yet. */
export function nameOf({ verifiedName, displayNumber, id }: Sender): string {
  return withoutDirectionMarks(verifiedName ?? displayNumber ?? id);
}
