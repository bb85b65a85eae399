import { InboundMessagesRepository, WebhookIntakeRepository } from '#webhook-events';
import { MarketingWishesRepository } from '#suppressions';
import type { SendingDatabase } from '../sending/sending-database.js';

/** What keeps webhooks, on this database. */
export function webhookIntake({ dataSource, merge }: SendingDatabase): WebhookIntakeRepository {
  const wishes = new MarketingWishesRepository();
  return new WebhookIntakeRepository(
    dataSource,
    merge,
    new InboundMessagesRepository(wishes, ['STOP', 'BAJA']),
    wishes,
  );
}
