import type { DataSource, EntityManager } from 'typeorm';
import { PARTS_ERASED } from '#messages';
import { eraseFromJson } from './erase-from-json.js';
import { eraseFromText, namesPerson } from './erase-from-text.js';
import { FREE_COLUMNS, type FreeColumn, OF_ONE_MESSAGE } from './free-columns.js';
import { inBlocks } from './in-blocks.repository.js';
import { MAY_BE_SENT } from './may-be-sent.js';
import type { Person } from './person.js';
import { likePatterns, personPattern } from './person-patterns.js';

/** What others have changed between being read and being erased is found in the next pass; so often somebody may do so. */
const MOST_PASSES = 4;

interface Row {
  /** Where it lies (`ctid`). */
  readonly place: string;
  /** Of the columns in their order. */
  readonly texts: readonly (string | null)[];
  /** The message that it is, where that is still to be sent. */
  readonly waiting: string | null;
}

/** Rows that are looked at, as SQL; its parameters, from the third on. */
interface Part {
  readonly where: string;
  readonly values: readonly unknown[];
}

/** What was found: erased, to be erased once a message is at its end, and changed by somebody else meanwhile. */
interface Mentions {
  mentions: number;
  waiting: number;
  missed: number;
}

/** Where others have written somebody's number: the whole of each table is read, a part at a time. */
export class EraseMentionsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * In how many places it stood; how many messages to others carry it, which reach them as they were accepted; and in how many rows
   * it still stands, because others changed them each time.
   */
  async erase(person: Person): Promise<Mentions> {
    const all = { mentions: 0, waiting: 0, missed: 0 };
    for (let pass = 1; pass <= MOST_PASSES; pass += 1) {
      const { mentions, waiting, missed } = await this.pass(person);
      all.mentions += mentions;
      all.waiting += waiting;
      all.missed = missed;
      if (mentions + waiting + missed === 0) break;
    }
    return all;
  }

  /** What `erase` left in messages that are at their end by now. */
  async eraseEnded(): Promise<void> {
    const ended: (Person & { messageIds: readonly string[] })[] = await this.dataSource.query(ENDED);
    for (const { messageIds, ...person } of ended) {
      const found = { mentions: 0, waiting: 0, missed: 0 };
      for (const [table, column] of Object.entries(OF_ONE_MESSAGE)) {
        const part: Part = { where: `m.${column} = ANY($3::uuid[])`, values: [messageIds] };
        await this.eraseInPart(this.dataSource.manager, table, part, person, found);
      }
      // What changed meanwhile is found in the next round.
      if (found.mentions + found.waiting + found.missed > 0) continue;
      await this.dataSource.query(SETTLED, [messageIds, person.phones, person.userIds]);
    }
  }

  private async pass(person: Person): Promise<Mentions> {
    const found = { mentions: 0, waiting: 0, missed: 0 };
    for (const table of Object.keys(FREE_COLUMNS)) {
      await inBlocks(this.dataSource, table, (manager, from, until) => {
        const part: Part = { where: 'm.ctid >= $3::tid AND m.ctid < $4::tid', values: [from, until] };
        return this.eraseInPart(manager, table, part, person, found);
      });
    }
    return found;
  }

  private async eraseInPart(
    manager: EntityManager,
    table: string,
    part: Part,
    person: Person,
    found: Mentions,
  ): Promise<void> {
    const columns = FREE_COLUMNS[table] ?? [];
    for (const row of await this.rows(manager, table, columns, person, part)) {
      if (row.waiting !== null) {
        found.waiting += await this.postpone(row.waiting, person);
        continue;
      }
      const erased = await this.eraseIn(table, columns, row, person);
      if (erased === null) found.missed += 1;
      else found.mentions += erased;
    }
  }

  private rows(
    manager: EntityManager,
    table: string,
    columns: readonly FreeColumn[],
    person: Person,
    part: Part,
  ): Promise<readonly Row[]> {
    const texts = columns.map(({ column }) => `m.${column}::text`).join(', ');
    const waiting = table === 'whatsapp_messages' ? `CASE WHEN ${MAY_BE_SENT} THEN m.id END` : 'NULL';
    return manager.query(
      `SELECT m.ctid::text AS place, ARRAY[${texts}] AS texts, ${waiting} AS waiting FROM ${table} m
       WHERE ${part.where} AND concat_ws(' ', ${texts}) LIKE ANY($1::text[]) AND concat_ws(' ', ${texts}) ~ $2`,
      [likePatterns(person), personPattern(person), ...part.values],
    );
  }

  /** 0 where that is known already. */
  private async postpone(messageId: string, { phones, userIds }: Person): Promise<number> {
    const rows: unknown[] = await this.dataSource.query(POSTPONE, [messageId, phones, userIds]);
    return rows.length;
  }

  /** In how many columns it stood; null where the row has changed, and so moved, meanwhile: then nothing is changed, and the next pass finds it. */
  private async eraseIn(
    table: string,
    columns: readonly FreeColumn[],
    { place, texts }: Row,
    person: Person,
  ): Promise<number | null> {
    const values: string[] = [place];
    const parameter = (value: string): string => `$${values.push(value)}`;
    const changes = columns.flatMap(({ column, type, unique, resent }, index) => {
      const text = texts[index] ?? '';
      if (!namesPerson(text, person)) return [];
      const value = unique === true ? `erased_name(${parameter(text)})` : parameter(withoutPerson(text, type, person));
      return [{ set: `${column} = ${value}`, was: `${column}::text = ${parameter(text)}`, resent }];
    });
    if (changes.length === 0) return 0;
    const update = `UPDATE ${table} SET ${changes.map(({ set }) => set).join(', ')}
       WHERE ctid = $1::tid AND ${changes.map(({ was }) => was).join(' AND ')}`;
    const lost = changes.some(({ resent }) => resent);
    const rows: unknown[] = await this.dataSource.query(lost ? noted(update) : counted(update), values);
    return rows.length === 0 ? null : changes.length;
  }
}

function withoutPerson(text: string, type: FreeColumn['type'], person: Person): string {
  if (type === 'text') return eraseFromText(text, person);
  const value: unknown = JSON.parse(text);
  return JSON.stringify(eraseFromJson(value, person));
}

/** The message does not say any more what was asked for: from then on it is not sent again. */
function noted(update: string): string {
  return `
    WITH changed AS (${update} RETURNING id), noted AS (
      INSERT INTO message_events (message_id, key, type, occurred_at)
      SELECT id, '${PARTS_ERASED}', '${PARTS_ERASED}', now() FROM changed ON CONFLICT DO NOTHING
    )
    SELECT FROM changed`;
}

/** Of an UPDATE alone TypeORM returns something else than rows. */
function counted(update: string): string {
  return `WITH changed AS (${update} RETURNING 1) SELECT FROM changed`;
}

const POSTPONE = `
  INSERT INTO waiting_mentions (message_id, phones, user_ids) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING message_id`;

const ENDED = `
  SELECT w.phones, w.user_ids AS "userIds", array_agg(w.message_id) AS "messageIds" FROM waiting_mentions w
  JOIN whatsapp_messages m ON m.id = w.message_id WHERE NOT ${MAY_BE_SENT} GROUP BY w.phones, w.user_ids`;

const SETTLED = `
  DELETE FROM waiting_mentions WHERE message_id = ANY($1::uuid[]) AND phones = $2::text[] AND user_ids = $3::text[]`;
