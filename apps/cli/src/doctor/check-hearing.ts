import { missingMigrations } from '#database';
import { SenderHearingRepository } from '#sending';
import type { Check } from './check.js';
import { pass, unchecked, warn } from './finding.js';

/** Meta repeats what it could not deliver for so long: older news say nothing of the way as it is now. */
const NEWS_MS = 7 * 86_400_000;

/** Whether Meta itself was heard of late: a statement about a message of ours, which nobody else can sign. */
export const checkHearing: Check = {
  name: 'heard of Meta',
  async run({ database, senders }) {
    if (database === null || (await missingMigrations(database)).length > 0)
      return [unchecked('it stands in PostgreSQL')];
    const heard = await new SenderHearingRepository(database).heardUntil();
    return senders.map(({ phoneNumberId }) => {
      const until = heard.get(phoneNumberId);
      if (until === undefined)
        return warn('WEBHOOK_NEVER_HEARD', `${phoneNumberId}: no webhook about a message of it so far`);
      const last = `${phoneNumberId}: webhooks about its messages came, the last of ${until.toISOString()}`;
      return Date.now() - until.getTime() > NEWS_MS ? warn('WEBHOOK_NEVER_HEARD', last) : pass(last);
    });
  },
};
