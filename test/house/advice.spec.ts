import { expect, it } from 'vitest';
import { UNKNOWN_CODE_ADVICE, graphErrorCodes } from '#graph-api';
import { OWN_FAILURES } from '#messages';
import { adviceInSpanish } from '../../apps/console/src/shell/advice-in-spanish.js';
import { adviceTexts } from '../../apps/console/src/shell/advice-texts.js';

it('the page has Spanish words for every advice that the API gives, and for no other', () => {
  const inItsOwnWords = new Set(Object.keys(adviceTexts.en));
  const given = [
    ...graphErrorCodes.map(({ code, advice }) => ({ code: String(code), advice })),
    ...Object.entries(OWN_FAILURES).map(([code, { advice }]) => ({ code, advice })),
    { code: 'UNKNOWN', advice: UNKNOWN_CODE_ADVICE },
  ].flatMap(({ code, advice }) => (inItsOwnWords.has(code) ? [] : [advice]));
  expect(given.length).toBeGreaterThan(70);
  expect([...adviceInSpanish.keys()].toSorted()).toEqual([...new Set(given)].toSorted());
});
