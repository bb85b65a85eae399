import { afterEach, expect, it, vi } from 'vitest';
import { environmentBeside } from './environment-beside.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

it('has the words to opt out that are set, also beside a running npm start, which needs no DATABASE_URL', () => {
  vi.stubEnv('DATABASE_URL', '');
  vi.stubEnv('OPT_OUT_WORDS', 'ALTO,FUERA');
  expect(environmentBeside().OPT_OUT_WORDS).toEqual(['ALTO', 'FUERA']);
});
