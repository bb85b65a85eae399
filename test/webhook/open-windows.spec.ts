import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Conversation, OpenWindowsRepository } from '#webhook-events';
import { SENDER, SendingDatabase } from '../sending/sending-database.js';

const OTHER_SENDER = '209876543210987';
const PHONE = '+5511987654321';
/** The same number as WhatsApp writes it. */
const WA_ID = '+551187654321';
const USER = 'BR.13491208655302741918';
const HOUR_MS = 3_600_000;

let database: SendingDatabase;
let windows: OpenWindowsRepository;

beforeAll(async () => {
  database = await SendingDatabase.start();
  windows = new OpenWindowsRepository(database.dataSource);
});
beforeEach(() => database.empty());
afterAll(() => database.stop());

const byPhone: Conversation = { senderId: SENDER, recipient: { recipientPhone: PHONE, recipientUserId: null } };
const byUser: Conversation = { senderId: SENDER, recipient: { recipientPhone: null, recipientUserId: USER } };

/** Somebody wrote that many hours ago; when that was. */
async function wrote(
  hoursAgo: number,
  { phone = null, userId = null, type = 'text' }: { phone?: string | null; userId?: string | null; type?: string },
): Promise<Date> {
  const at = new Date(Date.now() - hoursAgo * HOUR_MS);
  await database.sql(
    `INSERT INTO inbound_messages (sender_id, wamid, recipient_phone, recipient_user_id, type, occurred_at)
     VALUES ($1, gen_random_uuid(), $2, $3, $4, $5)`,
    [SENDER, phone, userId, type, at],
  );
  return at;
}
const later = (at: Date): Date => new Date(at.getTime() + 24 * HOUR_MS);

describe('the 24-hour window of a person and one of our numbers', () => {
  it('is open for 24 hours from the last word, and of that number only', async () => {
    await wrote(20, { phone: PHONE });
    const at = await wrote(2, { phone: PHONE });
    expect(await windows.until([byUser, byPhone, { ...byPhone, senderId: OTHER_SENDER }])).toEqual([
      null,
      later(at),
      null,
    ]);
    await database.sql(`UPDATE inbound_messages SET occurred_at = now() - interval '24 hours'`);
    expect(await windows.until([byPhone])).toEqual([null]);
  });

  it('is one for the phone, however it is spelled, and the user id, once Meta has told both together', async () => {
    const earlier = await wrote(3, { phone: WA_ID });
    const newer = await wrote(1, { userId: USER });
    expect(await windows.until([byPhone, byUser])).toEqual([later(earlier), later(newer)]);
    await database.sql('INSERT INTO recipient_ids (user_id, phone) VALUES ($1, $2)', [USER, WA_ID]);
    expect(await windows.until([byPhone, byUser])).toEqual([later(newer), later(newer)]);
  });

  it('is one for the user ids that have one parent', async () => {
    const at = await wrote(1, { userId: USER });
    await database.sql(`INSERT INTO recipient_parents (user_id, parent_id)
      VALUES ('${USER}', 'BR.ENT.1'), ('BR.ENT.1', 'BR.ENT.1'), ('BR.2', 'BR.ENT.1'), ('BR.3', 'BR.ENT.4')`);
    const ids = ['BR.ENT.1', 'BR.2', 'BR.3'].map((recipientUserId) => ({
      senderId: SENDER,
      recipient: { recipientPhone: null, recipientUserId },
    }));
    expect(await windows.until(ids)).toEqual([later(at), later(at), null]);
  });

  it.each(['system', 'unsupported'])('is opened by no notice of the type %s', async (type) => {
    await wrote(1, { phone: PHONE, type });
    expect(await windows.until([byPhone])).toEqual([null]);
  });
});
