import type { Finding } from './finding.js';
import type { Surroundings } from './surroundings.js';

/** One question of the pre-launch checklist. */
export interface Check {
  /** One or two words, as the line begins. */
  readonly name: string;
  /** Looks, and changes nothing but what its question itself leaves behind; what throws is shown as a finding. */
  run(surroundings: Surroundings): Finding[] | Promise<Finding[]>;
}
