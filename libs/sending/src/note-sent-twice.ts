import type { EntityManager } from 'typeorm';
import type { MessageNews } from './message-news.js';

/** Writes second acceptances down, in the transaction in which they are found, for DuplicateSendsRepository to tell. */
export async function noteSentTwice(manager: EntityManager, news: readonly MessageNews[]): Promise<void> {
  const twice = news.filter(({ status }) => status === 'SENT_TWICE');
  if (twice.length === 0) return;
  await manager.query(
    'INSERT INTO duplicate_sends (message_id, sender_id) SELECT * FROM unnest($1::uuid[], $2::text[])',
    [twice.map(({ messageId }) => messageId), twice.map(({ senderId }) => senderId)],
  );
}
