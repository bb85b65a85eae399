import { defineTexts } from '../language/define-texts.js';

/** Meta's quality of a template or a number in words; Meta's own names are their keys. */
export const qualityTexts = defineTexts(
  { GREEN: 'High', YELLOW: 'Medium', RED: 'Low', unknown: 'not rated' },
  { GREEN: 'Alta', YELLOW: 'Media', RED: 'Baja', unknown: 'sin valorar' },
);
