import { missingMigrations } from '#database';
import { SenderHearingRepository } from '#sending';
import type { Check } from './check.js';
import { pass, unchecked, warn } from './finding.js';

/** Whether Meta itself was ever heard: a statement about a message of ours, which nobody else can sign. */
export const checkHearing: Check = {
  name: 'heard of Meta',
  async run({ database, senders }) {
    if (database === null || (await missingMigrations(database)).length > 0)
      return [unchecked('it stands in PostgreSQL')];
    const heard = await new SenderHearingRepository(database).heardUntil();
    return senders.map(({ phoneNumberId }) => {
      const until = heard.get(phoneNumberId);
      return until === undefined
        ? warn('WEBHOOK_NEVER_HEARD', `${phoneNumberId}: no webhook about a message of it so far`)
        : pass(`${phoneNumberId}: webhooks about its messages came, the last of ${until.toISOString()}`);
    });
  },
};
