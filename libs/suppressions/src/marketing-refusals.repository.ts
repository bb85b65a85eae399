import type { DataSource } from 'typeorm';
import type { MarketingWish } from './marketing-wish.js';
import type { MarketingWishesRepository } from './marketing-wishes.repository.js';

/**
 * Messages that Meta failed because their recipient had stopped marketing from us (131050): the same wish as in
 * `user_preferences`, which other numbers of ours may never be told.
 */
export class MarketingRefusalsRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly wishes: MarketingWishesRepository,
  ) {}

  /** Takes in those that are new; the senders that were told so. Committed when it resolves. */
  note(): Promise<readonly string[]> {
    return this.dataSource.transaction(async (manager) => {
      const refusals: Omit<MarketingWish, 'wish' | 'reason'>[] = await manager.query(NEW);
      const news = await this.wishes.note(
        manager,
        refusals.map((refusal) => ({ ...refusal, wish: 'stop' as const, reason: 'META_131050' as const })),
      );
      return refusals.flatMap(({ senderId }, index) => (news[index] === true ? [senderId] : []));
    });
  }
}

/** Meta says nothing of a message for longer than a week; the events are kept for longer. */
const NEW = `
  SELECT * FROM (
    SELECT 'META_131050:' || f.message_id AS key, f.sender_id AS "senderId", m.recipient_phone AS "recipientPhone",
      m.recipient_user_id AS "recipientUserId", f.failed_at AS at
    FROM message_failures f JOIN whatsapp_messages m ON m.id = f.message_id
    WHERE f.code = '131050' AND f.failed_at > now() - interval '8 days' AND m.erased_as IS NULL
  ) refused
  WHERE NOT EXISTS (SELECT FROM recipient_events e WHERE e.key = refused.key) ORDER BY key LIMIT 500`;
