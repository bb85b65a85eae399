import type { DataSource } from 'typeorm';
import { eraseFromJson } from './erase-from-json.js';
import { eraseFromText, namesPerson } from './erase-from-text.js';
import { FREE_COLUMNS, type FreeColumn } from './free-columns.js';
import { inBlocks } from './in-blocks.repository.js';
import type { Person } from './person.js';
import { likePatterns, personPattern } from './person-patterns.js';

/** A row may move while others are read; what is there in the end is found in no further pass. */
const MOST_PASSES = 4;

interface Row {
  /** Where it lies (`ctid`). */
  readonly place: string;
  /** Of the columns in their order. */
  readonly texts: readonly (string | null)[];
}

/** Where others have written somebody's number: the whole of each table is read, a part at a time. */
export class EraseMentionsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** In how many places it stood. */
  async erase(person: Person): Promise<number> {
    let places = 0;
    for (let pass = 1; pass <= MOST_PASSES; pass += 1) {
      const found = await this.pass(person);
      places += found;
      if (found === 0) break;
    }
    return places;
  }

  private async pass(person: Person): Promise<number> {
    let found = 0;
    for (const [table, columns] of Object.entries(FREE_COLUMNS)) {
      await inBlocks(this.dataSource, table, async (from, until) => {
        const rows = await this.rows(table, columns, person, from, until);
        for (const row of rows) found += await this.eraseIn(table, columns, row, person);
      });
    }
    return found;
  }

  private rows(
    table: string,
    columns: readonly FreeColumn[],
    person: Person,
    from: string,
    until: string,
  ): Promise<readonly Row[]> {
    const texts = columns.map(({ column }) => `${column}::text`).join(', ');
    return this.dataSource.query(
      `SELECT ctid::text AS place, ARRAY[${texts}] AS texts FROM ${table}
       WHERE ctid >= $1::tid AND ctid < $2::tid AND concat_ws(' ', ${texts}) LIKE ANY($3::text[])
         AND concat_ws(' ', ${texts}) ~ $4`,
      [from, until, likePatterns(person), personPattern(person)],
    );
  }

  /** Changes nothing where the row has changed, and so moved, meanwhile: then the next pass finds it. */
  private async eraseIn(
    table: string,
    columns: readonly FreeColumn[],
    { place, texts }: Row,
    person: Person,
  ): Promise<number> {
    const values: string[] = [place];
    const parameter = (value: string): string => `$${values.push(value)}`;
    const changes = columns.flatMap(({ column, type, unique }, index) => {
      const text = texts[index] ?? '';
      if (!namesPerson(text, person)) return [];
      const value = unique === true ? `erased_name(${parameter(text)})` : parameter(withoutPerson(text, type, person));
      return [{ set: `${column} = ${value}`, was: `${column}::text = ${parameter(text)}` }];
    });
    if (changes.length === 0) return 0;
    await this.dataSource.query(
      `UPDATE ${table} SET ${changes.map(({ set }) => set).join(', ')}
       WHERE ctid = $1::tid AND ${changes.map(({ was }) => was).join(' AND ')}`,
      values,
    );
    return changes.length;
  }
}

function withoutPerson(text: string, type: FreeColumn['type'], person: Person): string {
  if (type === 'text') return eraseFromText(text, person);
  const value: unknown = JSON.parse(text);
  return JSON.stringify(eraseFromJson(value, person));
}
