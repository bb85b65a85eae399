import type { ReactNode } from 'react';
import { type Drawing, type Stretch, formattingOf } from './formatting-of.js';
import { withoutDirectionMarks } from './without-direction-marks.js';

const ELEMENTS = { bold: 'strong', italic: 'em', struck: 's', mono: 'code' } as const satisfies Record<Drawing, string>;

/** A text of WhatsApp's with its formatting, as telephones show it. Whatever somebody wrote stays text. */
export function WhatsAppText({ text }: { readonly text: string }): ReactNode {
  return <bdi>{formattingOf(withoutDirectionMarks(text)).map(drawn)}</bdi>;
}

function drawn(stretch: Stretch, place: number): ReactNode {
  if (typeof stretch === 'string') return stretch;
  const Element = ELEMENTS[stretch.as];
  // Stretches of a text have no other identity than their place.
  return <Element key={place}>{stretch.of.map(drawn)}</Element>;
}
