import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecipientKey } from '#messages';
import { type RecipientStanding, SuppressionsRepository } from '#suppressions';
import { type InboundMessage, OpenWindowsRepository } from '#webhook-events';
import { CLIENT, SENDER, SendingDatabase, WABA } from '../sending/sending-database.js';
import { recipientWords } from './recipient-words.js';

/*
 * All that is one person's is looked up before each message is accepted and before it is sent: by index, also while PostgreSQL
 * still believes that the tables are empty.
 */
const PEOPLE = 20_000;
const LOOKED_UP = 100;
/** Not as much as two readings of a table from end to end, for a hundred people. */
const MOST_READ = 2 * PEOPLE;
const TABLES = ['suppressions', 'recipient_ids', 'recipient_parents', 'inbound_messages', 'whatsapp_messages'] as const;

let database: SendingDatabase;

beforeAll(async () => {
  database = await SendingDatabase.start();
  await database.empty();
  for (const table of TABLES) await database.sql(`ALTER TABLE ${table} SET (autovacuum_enabled = false)`);
  await database.sql('ANALYZE');
  // Everybody has a phone, two ids and their parent, was written to by one of the ids, and wrote and stopped by the other.
  await database.sql(
    `INSERT INTO recipient_ids SELECT 'ES.' || n, '+346' || lpad(n::text, 8, '0') FROM generate_series(1, ${PEOPLE}) n`,
  );
  await database.sql(`INSERT INTO recipient_parents SELECT prefix || n, 'ES.ENT.' || n
    FROM generate_series(1, ${PEOPLE}) n CROSS JOIN (VALUES ('ES.'), ('ES.B'), ('ES.ENT.')) AS ids (prefix)`);
  await database.sql(`INSERT INTO suppressions (id, recipient_user_id, origin, scope, reason, stopped_at)
    SELECT gen_random_uuid(), 'ES.B' || n, 'RECIPIENT', 'marketing', 'OPT_OUT_WORD', now() FROM generate_series(1, ${PEOPLE}) n`);
  await database.sql(
    `INSERT INTO inbound_messages (sender_id, wamid, recipient_user_id, type, occurred_at, waits)
     SELECT $1, 'wamid.' || n, 'ES.B' || n, 'text', now(), false FROM generate_series(1, ${PEOPLE}) n`,
    [SENDER],
  );
  await database.sql(
    `INSERT INTO whatsapp_messages (id, client_id, sender_id, recipient_user_id, template_name, template_language,
       template_parameters, progress, expires_at, created_at, updated_at)
     SELECT gen_random_uuid(), $1, $2, 'ES.' || n, 'po_notification', 'es', '[]', 3, now(), now() - interval '1 hour', now()
     FROM generate_series(1, ${PEOPLE}) n`,
    [CLIENT, SENDER],
  );
});

afterAll(() => database.stop());

/** Rows that were read of the tables while this was done, by index or from end to end. */
async function rowsRead(work: () => Promise<unknown>): Promise<number> {
  const counted = async (): Promise<number> => {
    const [row] = await database.sql<{ rows: number }>(
      `SELECT sum(seq_tup_read + idx_tup_fetch)::float8 AS rows FROM pg_stat_user_tables WHERE relname = ANY($1::text[])`,
      [TABLES],
    );
    return row?.rows ?? 0;
  };
  // Each connection tells its figures when it is asked; while it is, another one answers the next.
  const settled = async (): Promise<number> => {
    await Promise.all(
      Array.from({ length: 20 }, () => database.sql('SELECT pg_stat_force_next_flush(), pg_sleep(0.05)')),
    );
    return counted();
  };
  const before = await settled();
  await work();
  return (await settled()) - before;
}

const nth = (index: number): number => 1 + index * (PEOPLE / LOOKED_UP);
const people = Array.from({ length: LOOKED_UP }, (_, index): RecipientKey => {
  const phone = `+346${String(nth(index)).padStart(8, '0')}`;
  return index % 2 === 0
    ? { recipientPhone: phone, recipientUserId: null }
    : { recipientPhone: null, recipientUserId: `ES.${nth(index)}` };
});

describe('what is one person’s is found without reading what is anybody’s', () => {
  it('when it is asked whether they may be written to', async () => {
    const suppressions = new SuppressionsRepository(database.dataSource);
    const marketing = { wabaId: WABA, templateName: 'offer', templateLanguage: 'es' };
    let found: readonly unknown[] = [];
    const read = await rowsRead(async () => {
      found = await suppressions.against(people.map((person) => ({ ...person, ...marketing })));
    });
    expect(found.filter((objection) => objection !== null)).toHaveLength(LOOKED_UP);
    expect(read).toBeLessThan(MOST_READ);
  });

  it('when it is asked whether they can be reached as well', async () => {
    const suppressions = new SuppressionsRepository(database.dataSource);
    const marketing = { wabaId: WABA, templateName: 'offer', templateLanguage: 'es' };
    await database.sql(
      `UPDATE whatsapp_messages SET progress = 4, error_code = '131026', error_source = 'META', failed_at = now()
       WHERE recipient_user_id = ANY($1)`,
      [people.map(({ recipientUserId }) => recipientUserId)],
    );
    let standings: readonly RecipientStanding[] = [];
    const read = await rowsRead(async () => {
      standings = await suppressions.standingOf(people.map((person) => ({ ...person, ...marketing })));
    });
    expect(standings.filter(({ objection }) => objection !== null)).toHaveLength(LOOKED_UP);
    expect(standings.filter(({ unreachableSince }) => unreachableSince !== null)).toHaveLength(LOOKED_UP / 2);
    expect(read).toBeLessThan(MOST_READ);
  });

  it('when it is asked until when they may be written to freely', async () => {
    const windows = new OpenWindowsRepository(database.dataSource);
    let open: readonly unknown[] = [];
    const read = await rowsRead(async () => {
      open = await windows.until(people.map((recipient) => ({ senderId: SENDER, recipient })));
    });
    expect(open.filter((until) => until !== null)).toHaveLength(LOOKED_UP);
    expect(read).toBeLessThan(MOST_READ);
  });

  it('when they answer', async () => {
    const messages = people.map((_person, index): InboundMessage => ({
      wamid: `wamid.answer${index}`,
      senderId: SENDER,
      phone: null,
      userId: `ES.B${nth(index)}`,
      parentUserId: null,
      type: 'text',
      text: 'Recibido',
      button: null,
      contextWamid: null,
      occurredAt: new Date(),
    }));
    const read = await rowsRead(() =>
      database.dataSource.transaction((manager) =>
        recipientWords().keep(
          manager,
          messages.map((message) => ({ kind: 'inbound' as const, message })),
        ),
      ),
    );
    expect(
      await database.sql(`SELECT FROM inbound_messages WHERE wamid LIKE 'wamid.answer%' AND message_id IS NOT NULL`),
    ).toHaveLength(LOOKED_UP);
    expect(read).toBeLessThan(MOST_READ);
  });
});
