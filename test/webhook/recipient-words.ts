import { MarketingWishesRepository } from '#suppressions';
import { InboundMessagesRepository, RecipientWordsRepository } from '#webhook-events';

/** What keeps what people write to us, with the usual words to opt out. */
export function inboundMessages(): InboundMessagesRepository {
  return new InboundMessagesRepository(new MarketingWishesRepository(), ['STOP', 'BAJA']);
}

/** What keeps the words of recipients. */
export function recipientWords(): RecipientWordsRepository {
  return new RecipientWordsRepository(inboundMessages(), new MarketingWishesRepository());
}
