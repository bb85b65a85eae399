import { readFileSync } from 'node:fs';
import { checkPhones } from '../check-phones.js';
import type { Check } from './check.js';
import { fail, pass } from './finding.js';

/** With `--phones FILE.csv`: whom we are going to write to. */
export const checkPhonesFile: Check = {
  name: 'phones',
  run({ phonesFile }) {
    if (phonesFile === null) return [];
    const reading = checkPhones(readFileSync(phonesFile, 'utf8'));
    if (reading.kind === 'unreadable') return [fail('PHONES_WRONG', `${phonesFile}: ${reading.problem}`)];
    const { wrong, phones } = reading;
    return wrong.length === 0
      ? [pass(`all ${phones} in ${phonesFile} can be written to`)]
      : [
          fail(
            'PHONES_WRONG',
            `${wrong.length} of ${phones} in ${phonesFile} cannot, the first on line ${wrong[0]?.line}`,
          ),
        ];
  },
};
