import { WebhookIntakeRepository } from '#webhook-events';
import type { SendingDatabase } from '../sending/sending-database.js';
import { recipientWords } from './recipient-words.js';

/** What keeps webhooks, on this database. */
export function webhookIntake({ dataSource, merge }: SendingDatabase): WebhookIntakeRepository {
  return new WebhookIntakeRepository(dataSource, merge, recipientWords());
}
