import { MarketingWishesRepository } from '#suppressions';
import { InboundMessagesRepository, RecipientWordsRepository } from '#webhook-events';

/** What keeps the words of recipients, with the usual words to opt out. */
export function recipientWords(): RecipientWordsRepository {
  const wishes = new MarketingWishesRepository();
  return new RecipientWordsRepository(new InboundMessagesRepository(wishes, ['STOP', 'BAJA']), wishes);
}
