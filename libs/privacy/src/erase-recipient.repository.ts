import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { OWN_FAILURES, personInSql } from '#messages';
import { FAILED, lockMessages } from '#sending';
import type { EraseMentionsRepository } from './erase-mentions.repository.js';
import { BY_CHANCE, eraseMessages } from './erase-messages.repository.js';
import type { EraseWebhooksRepository } from './erase-webhooks.repository.js';
import type { ErasureFigures } from './erasure-figures.js';
import { ERASURE_LOCK } from './erasure-lock.js';
import type { ErasuresRepository } from './erasures.repository.js';
import type { Person } from './person.js';
import { untilUndisturbed } from './until-undisturbed.js';

/** Whose: the phone in any of its spellings, or the id of Meta's behind which it may be hidden. */
export type Whose = { readonly phone: string } | { readonly userId: string };

/** What there is of somebody, where it can be found without reading whole tables. */
export interface Known {
  readonly messages: number;
  /** Of them, those that are not sent yet. */
  readonly unsent: number;
  readonly words: number;
  readonly suppressions: number;
}

/** How often it is looked whether a message that is being sent just now is at its end. */
const LOOK_MS = 200;

/** Erases all that is kept of one person, in every table, beside the traffic. */
export class EraseRecipientRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly webhooks: EraseWebhooksRepository,
    private readonly mentions: EraseMentionsRepository,
    private readonly erasures: ErasuresRepository,
  ) {}

  /** Erases nothing: for whoever wants to see first whether it is the right one. */
  async look(whose: Whose): Promise<Known> {
    const { phones, userIds } = await this.person(this.dataSource.manager, whose);
    const [known]: Known[] = await this.dataSource.query(KNOWN, [phones, userIds]);
    if (known === undefined) throw new TypeError('PostgreSQL counts nothing');
    return known;
  }

  /**
   * When it resolves nothing of theirs is left but what was said or sent after it began, and what messages to others are still to
   * say. It may be repeated: what it left when it was interrupted is erased then. It waits for messages that are being sent, as long
   * as a lease lasts.
   */
  async erase(whose: Whose): Promise<ErasureFigures> {
    const { id, person, at } = await this.begin(whose);
    const [row]: { as: string }[] = await this.dataSource.query(`SELECT ${BY_CHANCE}::text AS as`);
    if (row === undefined) throw new TypeError('PostgreSQL threw no number');
    const figures = {
      messages: 0,
      ended: 0,
      words: 0,
      suppressions: 0,
      webhooks: 0,
      mentions: 0,
      waiting: 0,
      missed: 0,
    };
    await this.eraseMessages(person, at, row.as, figures);
    figures.words = await this.eraseWords(person, at);
    figures.suppressions = await this.eraseWishes(person);
    figures.webhooks = await this.webhooks.erase(person, at);
    Object.assign(figures, await this.mentions.erase(person));
    // One that was being accepted when it began.
    await this.eraseMessages(person, at, row.as, figures);
    await untilUndisturbed(() => this.eraseHashes(this.dataSource.manager, person, row.as));
    for (const statement of SHORT_LIVED_HASHES) await this.dataSource.query(statement, [namesOf(person)]);
    await this.erasures.end(id, figures);
    return figures;
  }

  /** From its commit on, nobody keeps anything of theirs that was said before it. */
  private begin(whose: Whose): Promise<{ id: string; person: Person; at: Date }> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [ERASURE_LOCK]);
      const person = await this.person(manager, whose);
      await manager.query('UPDATE erasure_standing SET keys_erased = true WHERE NOT keys_erased');
      const [row]: { at: Date }[] = await manager.query(BEGIN, [namesOf(person)]);
      if (row === undefined) throw new TypeError('PostgreSQL kept no erased name');
      return { id: await this.erasures.begin(manager), person, at: row.at };
    });
  }

  private async person(manager: EntityManager, whose: Whose): Promise<Person> {
    const [phone, userId] = 'phone' in whose ? [whose.phone, null] : [null, whose.userId];
    const [person]: Person[] = await manager.query(WHO, [phone, userId]);
    if (person === undefined) throw new TypeError('PostgreSQL knows nobody');
    return person;
  }

  private async eraseMessages(person: Person, at: Date, as: string, figures: ErasureFigures): Promise<void> {
    const { phones, userIds } = person;
    for (;;) {
      const rows: { id: string; sending: boolean }[] = await this.dataSource.query(OF_PERSON, [phones, userIds, at]);
      if (rows.length === 0) return;
      const ids = rows.flatMap(({ id, sending }) => (sending ? [] : [id]));
      // What a worker has in hand it sends. Its lease is short, and may end with no worker left who would see to it.
      if (ids.length === 0) await sleep(LOOK_MS);
      else await untilUndisturbed(() => this.erasePage(ids, person, as, figures));
    }
  }

  private async erasePage(ids: readonly string[], person: Person, as: string, figures: ErasureFigures): Promise<void> {
    const { title, advice } = OWN_FAILURES.ERASED;
    const page = await this.dataSource.transaction(async (manager) => {
      await lockMessages(manager, ids);
      const ended: unknown[] = await manager.query(END, [ids, title, advice]);
      const claimed: { id: string }[] = await manager.query(CLAIMED, [ids]);
      const sending = new Set(claimed.map(({ id }) => id));
      const rest = ids.filter((id) => !sending.has(id));
      // Whatever is delivered from the commit on falls into the conversation that was open.
      await this.eraseHashes(manager, person, as);
      await eraseMessages(manager, rest, as);
      for (const statement of FORGET_REQUESTS) await manager.query(statement, [rest]);
      return { messages: rest.length, ended: ended.length };
    });
    figures.messages += page.messages;
    figures.ended += page.ended;
  }

  /** Numbers that stand for somebody could be tried out: some made by chance take their places, so that counts stay. */
  private async eraseHashes(manager: EntityManager, person: Person, as: string): Promise<void> {
    for (const statement of HASHES) await manager.query(statement, [namesOf(person), as]);
  }

  private async eraseWords({ phones, userIds }: Person, at: Date): Promise<number> {
    const rows: unknown[] = await this.dataSource.query(ERASE_WORDS, [phones, userIds, at]);
    return rows.length;
  }

  private async eraseWishes({ phones, userIds }: Person): Promise<number> {
    for (const statement of FORGET_PERSON) await this.dataSource.query(statement, [phones, userIds]);
    const rows: unknown[] = await this.dataSource.query(KEEP_SUPPRESSIONS, [phones, userIds]);
    await this.dataSource.query(KEEP_USER_IDS, [phones, userIds]);
    return rows.length;
  }
}

function namesOf({ phones, userIds }: Person): readonly string[] {
  return [...phones, ...userIds];
}

/** Whatever Meta has told of that person: every spelling of the phone, the user ids behind it, and those above them. */
const WHO = `
  SELECT ARRAY(SELECT phone FROM unnest(who.phones) AS x (phone) WHERE phone IS NOT NULL) AS phones, ARRAY(SELECT id FROM unnest(who.user_ids) AS x (id) WHERE id IS NOT NULL
    UNION SELECT parent_id FROM recipient_parents WHERE user_id = ANY(who.user_ids)) AS "userIds"
  FROM ${personInSql('ARRAY[$1::text]', '$2::text')} who`;

const MESSAGES_OF_PERSON = `
  SELECT id FROM whatsapp_messages WHERE recipient_phone = ANY($1::text[])
  UNION SELECT id FROM whatsapp_messages WHERE recipient_user_id = ANY($2::text[])`;

const KNOWN = `
  SELECT (SELECT count(*)::integer FROM (${MESSAGES_OF_PERSON}) m) AS messages,
    (SELECT count(*)::integer FROM (${MESSAGES_OF_PERSON}) m JOIN send_queue q ON q.message_id = m.id) AS unsent,
    (SELECT count(*)::integer FROM inbound_messages WHERE recipient_phone = ANY($1::text[]) OR recipient_user_id = ANY($2::text[])) AS words,
    (SELECT count(*)::integer FROM suppressions WHERE recipient_phone = ANY($1::text[]) OR recipient_user_id = ANY($2::text[])) AS suppressions`;

const BEGIN = `
  INSERT INTO erased_recipients (name, erased_at) SELECT DISTINCT erased_name(name), now() FROM unnest($1::text[]) AS x (name)
  ON CONFLICT (name) DO UPDATE SET erased_at = excluded.erased_at RETURNING erased_at AS at`;

/** By a worker, whose lease lasts. */
const IN_HAND = '(q.state = 1 AND q.lease_until >= now())';

const OF_PERSON = `
  SELECT m.id, EXISTS (SELECT FROM send_queue q WHERE q.message_id = m.id AND ${IN_HAND}) AS sending FROM (
    SELECT id FROM whatsapp_messages WHERE recipient_phone = ANY($1::text[]) AND created_at <= $3
    UNION SELECT id FROM whatsapp_messages WHERE recipient_user_id = ANY($2::text[]) AND created_at <= $3
  ) m ORDER BY sending, m.id LIMIT 500`;

/** Whatever they wait for, unless a worker has them in hand. */
const END = `
  WITH gone AS (
    DELETE FROM send_queue q WHERE message_id = ANY($1::uuid[]) AND NOT ${IN_HAND}
    RETURNING message_id, attempt, 'ERASED' AS code, 'RECADO' AS source, $2::text AS title, NULL::text AS details, $3::text AS advice
  ), lost AS (
    UPDATE send_attempts a SET outcome = 'lease_expired', finished_at = now()
    FROM gone WHERE a.message_id = gone.message_id AND a.attempt = gone.attempt AND a.outcome IS NULL
  ), ${FAILED}
  SELECT id FROM failed`;

const CLAIMED = 'SELECT message_id AS id FROM send_queue WHERE message_id = ANY($1::uuid[])';

/** Hashes of what was asked for: who knows the rest of it could try out phones. The same request again makes no second message. */
const FORGET_REQUESTS: readonly string[] = [
  'UPDATE whatsapp_messages SET request_hash = NULL WHERE id = ANY($1::uuid[])',
  `UPDATE purchase_orders SET content_hash = '' WHERE message_id = ANY($1::uuid[])`,
];

const NUMBERS = 'ARRAY(SELECT hashtextextended(name, 0) FROM unnest($1::text[]) AS x (name))';
const OF_ANY_SENDER = 'sender_id IN (SELECT phone_number_id FROM senders)';

/** In this order: a worker that counts changes meanwhile has committed the conversations that it made of them, or has to begin again. */
const HASHES: readonly string[] = [
  `UPDATE message_changes SET recipient = $2::bigint WHERE recipient = ANY(${NUMBERS})`,
  `UPDATE conversations SET recipient = $2::bigint WHERE ${OF_ANY_SENDER} AND recipient = ANY(${NUMBERS})`,
];

const SHORT_LIVED_HASHES: readonly string[] = [
  `DELETE FROM recipient_pacing WHERE ${OF_ANY_SENDER} AND recipient = ANY(${NUMBERS})`,
  `UPDATE portfolio_recipients SET recipient = ${BY_CHANCE} WHERE recipient = ANY(${NUMBERS})`,
];

const ERASE_WORDS = `
  WITH words AS (
    UPDATE inbound_messages SET wamid = erased_wamid(wamid), recipient_phone = NULL, recipient_user_id = NULL, body_text = NULL,
      button_payload = NULL, context_wamid = erased_wamid(context_wamid), waits = false
    WHERE (recipient_phone = ANY($1::text[]) OR recipient_user_id = ANY($2::text[])) AND received_at <= $3 RETURNING 1
  )
  SELECT * FROM words`;

const FORGET_PERSON: readonly string[] = [
  'DELETE FROM recipient_ids WHERE phone = ANY($1::text[]) OR user_id = ANY($2::text[])',
  `DELETE FROM recipient_parents WHERE $1::text[] IS NOT NULL AND (user_id = ANY($2::text[]) OR parent_id = ANY($2::text[]))`,
  'DELETE FROM recipient_events WHERE recipient_phone = ANY($1::text[]) OR recipient_user_id = ANY($2::text[])',
];

/** Who wanted nothing from us still wants nothing: it is known by the keyed hash of the phone, or of the user id. What was lifted is forgotten. */
const KEEP_SUPPRESSIONS = `
  WITH theirs AS (
    DELETE FROM suppressions WHERE recipient_phone = ANY($1::text[]) OR recipient_user_id = ANY($2::text[]) RETURNING *
  ), kept AS (
    INSERT INTO suppressions AS s (id, recipient_phone, origin, scope, reason, stopped_at, lifted_at)
    SELECT DISTINCT ON (origin) id, erased_name(COALESCE(($1::text[])[1], ($2::text[])[1])), origin, scope, reason, stopped_at, lifted_at FROM theirs
    WHERE COALESCE(stopped_at >= lifted_at, stopped_at IS NOT NULL) ORDER BY origin, scope = 'all' DESC, stopped_at DESC
    ON CONFLICT ((COALESCE(recipient_phone, recipient_user_id)), origin) DO UPDATE SET
      scope = CASE WHEN 'all' IN (s.scope, excluded.scope) THEN 'all' ELSE 'marketing' END, stopped_at = GREATEST(s.stopped_at, excluded.stopped_at)
    RETURNING 1
  )
  SELECT * FROM kept`;

/** Nor from who writes to a user id of theirs: its keyed hash leads to the one of the phone. The worker deletes it after the entry. */
const KEEP_USER_IDS = `
  INSERT INTO recipient_ids (user_id, phone)
  SELECT erased_name(x.id), min(s.recipient_phone) FROM unnest($2::text[]) AS x (id)
  JOIN suppressions s ON s.recipient_phone = ANY(ARRAY(SELECT erased_name(name) FROM unnest($1::text[] || $2::text[]) AS y (name))) GROUP BY x.id
  ON CONFLICT (user_id) DO UPDATE SET phone = excluded.phone`;
