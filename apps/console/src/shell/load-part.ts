import { ANSWERED_WITHIN_MS } from '../api/answered-within.js';
import { PartMissing } from './part-missing.js';

/** As browsers and Vite call it where a part of the page does not come. */
const NOT_LOADED = /dynamically imported module|importing a module script|preload CSS/i;

/**
 * A part of the page that is on its way. The router would load the whole page again, unasked, for what browsers say of one that does
 * not come, and what somebody has begun to write would be gone: it gets an error of ours.
 * @throws PartMissing where it does not come, or not in time
 */
export async function loadPart<Part>(coming: Promise<Part>): Promise<Part> {
  const limit = AbortSignal.timeout(ANSWERED_WITHIN_MS);
  const late = new Promise<never>((_, reject) => {
    limit.addEventListener('abort', () => reject(new PartMissing(limit.reason)));
  });
  try {
    return await Promise.race([coming, late]);
  } catch (error) {
    throw error instanceof Error && NOT_LOADED.test(error.message) ? new PartMissing(error) : error;
  }
}
