import type { Suppression } from './suppression.js';

/** What speaks against writing to somebody. */
export interface Objection {
  readonly suppression: Suppression;
  /** False where marketing is stopped and nobody knows whether this is marketing, because the template is not known here. */
  readonly certain: boolean;
}
