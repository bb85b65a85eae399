import type { EntityManager } from 'typeorm';
import { phonesOf } from '#messages';
import type { MarketingWishesRepository } from '#suppressions';
import type { InboundMessage } from './inbound-message.js';
import type { InboundMessagesRepository, InboundOutcome } from './inbound-messages.repository.js';
import { type MarketingPreference, wishOf } from './marketing-preference.js';

/** What a recipient said: to one of our numbers, or to Meta about our marketing. */
export type RecipientWord =
  | { readonly kind: 'inbound'; readonly message: InboundMessage }
  | { readonly kind: 'preference'; readonly preference: MarketingPreference };

/** Keeps what recipients said, and what follows from it, in the transaction of whoever heard it. */
export class RecipientWordsRepository {
  constructor(
    private readonly inbound: InboundMessagesRepository,
    private readonly wishes: MarketingWishesRepository,
  ) {}

  /** Outcomes in the order given. Each kind in its turn, so that locks have one order. */
  async keep(manager: EntityManager, said: readonly RecipientWord[]): Promise<readonly InboundOutcome[]> {
    const words = await withKnownPhones(manager, said);
    const outcomes = new Map([
      ...(await this.keepMessages(manager, words)),
      ...(await this.notePreferences(manager, words)),
    ]);
    return words.map((word) => outcomes.get(word) ?? { fresh: false, news: [] });
  }

  private async keepMessages(manager: EntityManager, words: readonly RecipientWord[]): Promise<Outcomes> {
    const inbound = words.filter((word) => word.kind === 'inbound');
    const outcomes = await this.inbound.keep(
      manager,
      inbound.map(({ message }) => message),
    );
    return inbound.map((word, index) => [word, outcomes[index] ?? { fresh: false, news: [] }]);
  }

  private async notePreferences(manager: EntityManager, words: readonly RecipientWord[]): Promise<Outcomes> {
    const preferences = words.filter((word) => word.kind === 'preference');
    const changed = await this.wishes.note(
      manager,
      preferences.map(({ preference }) => wishOf(preference)),
    );
    return preferences.map((word, index) => {
      const { wish, senderId } = word.preference;
      if (changed[index] !== true) return [word, { fresh: false, news: [] }];
      const kind = wish === 'stop' ? 'opted_out' : 'opted_in';
      return [word, { fresh: true, news: [{ kind, messageId: null, senderId }] }];
    });
  }
}

/** Where a user name hides the phone, the one that Meta told of that person before. */
async function withKnownPhones(
  manager: EntityManager,
  words: readonly RecipientWord[],
): Promise<readonly RecipientWord[]> {
  const said: readonly Author[] = words.map((word) => (word.kind === 'inbound' ? word.message : word.preference));
  const hidden = said.flatMap((one) => (one.phone === null ? idsOf(one) : []));
  const phones = await phonesOf(manager, hidden);
  const known = <Said extends Author>(one: Said): Said => ({
    ...one,
    phone: one.phone ?? idsOf(one).flatMap((id) => phones.get(id) ?? [])[0] ?? null,
  });
  return words.map((word) =>
    word.kind === 'inbound'
      ? { kind: 'inbound', message: known(word.message) }
      : { kind: 'preference', preference: known(word.preference) },
  );
}

type Author = Pick<InboundMessage, 'phone' | 'userId'> & Partial<Pick<InboundMessage, 'parentUserId'>>;

/** The author's own id first. */
function idsOf({ userId, parentUserId = null }: Author): readonly string[] {
  return [userId, parentUserId].filter((id) => id !== null);
}

type Outcomes = readonly (readonly [RecipientWord, InboundOutcome])[];
