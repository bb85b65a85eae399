import { defineTexts } from '../language/define-texts.js';

/** Meta's quality of a template or a number in words; Meta's own names are their keys. */
export const qualityTexts = defineTexts(
  { GREEN: 'High', YELLOW: 'Medium', RED: 'Low', unknown: 'not rated yet' },
  { GREEN: 'Alta', YELLOW: 'Media', RED: 'Baja', unknown: 'aún sin valorar' },
);
