import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FREE_COLUMNS } from '../../libs/privacy/src/free-columns.js';
import { root } from './project-files.js';

const read = (path: string): Promise<string> => readFile(join(root, path), 'utf8');

interface Placed {
  readonly personal: readonly string[];
  readonly freeText: readonly string[];
  readonly other: readonly string[];
}

/** Columns by table, as docs/privacy.md places them. */
function inventoryIn(page: string): ReadonlyMap<string, Placed> {
  const [, inventory = ''] = page.split('\n## Inventory\n');
  const rows = [...inventory.matchAll(/^\| `(\w+)` \| ([^|]*) \| [^|]* \| ([^|]*) \| ([^|]*) \|$/gm)];
  const names = (cell: string): string[] => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
  return new Map(
    rows.map(([, table = '', personal = '', freeText = '', other = '']) => [
      table,
      { personal: names(personal), freeText: names(freeText), other: names(other) },
    ]),
  );
}

/** Columns by table, with their types. */
function columnsIn(schema: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const tables = [...schema.matchAll(/^CREATE (?:UNLOGGED )?TABLE (\w+) \(\n(.*?)\n\)/gms)];
  return new Map(
    tables.map(([, table = '', body = '']) => [
      table,
      new Map(
        [...body.matchAll(/^ {2}([a-z_]+) ((?:character )?[a-z]+)/gm)].map(([, name = '', type = '']) => [name, type]),
      ),
    ]),
  );
}

describe('docs/privacy.md', () => {
  it('places every column of every table, and no other', async () => {
    const inventory = inventoryIn(await read('docs/privacy.md'));
    const columns = columnsIn(await read('libs/database/schema.sql'));
    expect([...inventory.keys()].toSorted()).toEqual([...columns.keys()].toSorted());
    for (const [table, { personal, freeText, other }] of inventory) {
      expect([table, [...personal, ...freeText, ...other].toSorted()]).toEqual([
        table,
        [...(columns.get(table)?.keys() ?? [])].toSorted(),
      ]);
    }
  });

  it('would notice a new column, and one that is placed twice', async () => {
    const schema = (await read('libs/database/schema.sql')).replace(
      '  recipient_name text,',
      '  recipient_name text,\n  nickname text,',
    );
    const known = [...(columnsIn(schema).get('whatsapp_messages')?.keys() ?? [])];
    const placed = inventoryIn(await read('docs/privacy.md')).get('whatsapp_messages');
    expect(known).toContain('nickname');
    expect([...(placed?.personal ?? []), ...(placed?.freeText ?? []), ...(placed?.other ?? [])]).not.toContain(
      'nickname',
    );
  });

  it('calls no column that could hold a text free of personal data without a reason', async () => {
    const columns = columnsIn(await read('libs/database/schema.sql'));
    const loose = [...inventoryIn(await read('docs/privacy.md'))].flatMap(([table, { other }]) =>
      other.flatMap((name) => {
        const type = columns.get(table)?.get(name) ?? '';
        return ['jsonb', 'bytea'].includes(type) ? [`${table}.${name}`] : [];
      }),
    );
    // Prices as Meta names them, what templates are made of, hashes, a key made by chance, and how much was erased.
    expect(loose.toSorted()).toEqual([
      'account_events.fingerprint',
      'api_keys.secret_hash',
      'erasure_standing.key',
      'erasures.figures',
      'message_changes.pricing',
      'message_changes.was_pricing',
      'operator_sessions.session_hash',
      'templates.components',
      'whatsapp_messages.pricing',
    ]);
  });

  it('has an erasure look for the number in every free text, and where personal data may name somebody else', async () => {
    const inventory = inventoryIn(await read('docs/privacy.md'));
    for (const [table, { freeText }] of inventory) {
      for (const column of freeText) {
        const searched = FREE_COLUMNS[table]?.some((free) => free.column === column);
        expect([`${table}.${column}`, searched]).toEqual([`${table}.${column}`, true]);
      }
    }
    for (const [table, columns] of Object.entries(FREE_COLUMNS)) {
      const placed = inventory.get(table);
      const known = [...(placed?.personal ?? []), ...(placed?.freeText ?? [])];
      for (const { column } of columns) expect(known, table).toContain(column);
    }
  });
});
