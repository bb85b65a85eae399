import { Client } from 'pg';

/** Every value of every table, in all schemas, as texts of what it holds: of bytes what they spell, of Meta's ids what is inside. */
export async function wholeDatabase(url: string): Promise<readonly Cell[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(TABLES);
    const cells: Cell[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<Record<string, unknown>>(`SELECT * FROM ${name}`);
      for (const row of rows) {
        for (const [column, value] of Object.entries(row))
          cells.push({ place: `${name}.${column}`, text: textOf(value) });
      }
    }
    return cells;
  } finally {
    await client.end();
  }
}

export interface Cell {
  /** `table.column`. */
  readonly place: string;
  readonly text: string;
}

/** Where any of these stands, each place once. */
export function placesOf(cells: readonly Cell[], needles: readonly string[]): readonly string[] {
  const found = cells.filter(({ text }) => needles.some((needle) => text.includes(needle)));
  return [...new Set(found.map(({ place }) => place))].toSorted();
}

/** Partitions are read by themselves, and not again as their table. */
const TABLES = `
  SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%' ORDER BY 1`;

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = Buffer.isBuffer(value)
    ? value.toString('latin1')
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
  const utf8 = Buffer.isBuffer(value) ? value.toString('utf8') : '';
  const inside = (text.match(/wamid\.[\w+/=-]+/g) ?? []).map((wamid) =>
    Buffer.from(wamid.slice('wamid.'.length), 'base64').toString('latin1'),
  );
  return [text, utf8, ...inside].join('\n');
}
