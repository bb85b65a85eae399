import { openDataSource } from '#database';
import { ClaimsRepository, IntakeRepository, SettlementsRepository, StatusMerge } from '#sending';
import { newMessage, OUTCOMES } from '../sending/sending-database.js';
import { WABA } from './graph.js';
import type { AcceptedByMeta } from './status-posts.js';

const AT_ONCE = 1_000;

/** Messages as they are when Meta has accepted them and said nothing of them yet: through the product's own statements. */
export async function acceptedMessages(
  databaseUrl: string,
  sender: string,
  count: number,
): Promise<readonly AcceptedByMeta[]> {
  const database = await openDataSource(databaseUrl, { applicationName: 'bench', maxConnections: 2 });
  try {
    const intake = new IntakeRepository(database, 86_400_000);
    const claims = new ClaimsRepository(database, 30_000);
    const settlements = new SettlementsRepository(database, new StatusMerge());
    const accepted: AcceptedByMeta[] = [];
    // What a worker's start leaves behind.
    await database.query('UPDATE installation SET sending_enabled = true');
    await database.query(
      'INSERT INTO senders (phone_number_id, waba_id, mps) VALUES ($1, $2, 1000) ON CONFLICT DO NOTHING',
      [sender, WABA],
    );
    while (accepted.length < count) {
      const size = Math.min(AT_ONCE, count - accepted.length);
      const messages = Array.from({ length: size }, () => newMessage({ senderId: sender }));
      const ids = messages.map(({ id }) => id);
      await intake.insert(messages);
      await claims.claim(ids);
      await settlements.settle(
        ids.map((id) => ({ messageId: id, attempt: 1, ...OUTCOMES.accepted, wamid: `wamid.${id}` })),
      );
      accepted.push(...ids.map((id) => ({ id, sender })));
    }
    await database.query('VACUUM ANALYZE');
    return accepted;
  } finally {
    await database.destroy();
  }
}
