import type { DataSource } from 'typeorm';

interface Line {
  readonly line: string;
}

/**
 * The schema as PostgreSQL itself describes it, one stable text: tables with columns, constraints, indexes, settings and triggers,
 * and the functions that these call.
 * Committed as `schema.sql`, so that a migration's effect shows in its diff; it is read, not run. Partitions of a day are left
 * out: they are others tomorrow.
 */
export async function describeSchema(dataSource: DataSource): Promise<string> {
  const tables: { name: string; logged: boolean; options: string[] | null }[] = await dataSource.query(`
    SELECT c.relname AS name, c.relpersistence <> 'u' AS logged, c.reloptions AS options
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND NOT (c.relispartition AND c.relname ~ '_\\d{8}$') ORDER BY c.relname`);
  const parts: string[] = [];
  for (const table of tables) {
    const columns = await lines(dataSource, COLUMNS, table.name);
    const constraints = await lines(dataSource, CONSTRAINTS, table.name);
    const indexes = await lines(dataSource, INDEXES, table.name);
    const triggers = await lines(dataSource, TRIGGERS, table.name);
    const options = table.options === null ? '' : ` WITH (${table.options.join(', ')})`;
    const body = [...columns, ...constraints].map((line) => `  ${line}`).join(',\n');
    parts.push(
      [
        `CREATE ${table.logged ? '' : 'UNLOGGED '}TABLE ${table.name} (\n${body}\n)${options};`,
        ...[...indexes, ...triggers].map((line) => `${line};`),
      ].join('\n'),
    );
  }
  const functions: Line[] = await dataSource.query(FUNCTIONS);
  parts.push(...functions.map(({ line }) => `${line.trim()};`));
  return `${parts.join('\n\n')}\n`;
}

async function lines(dataSource: DataSource, sql: string, table: string): Promise<string[]> {
  const rows: Line[] = await dataSource.query(sql, [table]);
  return rows.map((row) => row.line);
}

const COLUMNS = `
  SELECT a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
      || CASE WHEN a.attidentity <> '' THEN ' GENERATED ALWAYS AS IDENTITY'
              WHEN a.attgenerated <> '' THEN ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ') STORED'
              WHEN d.adbin IS NOT NULL THEN ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) ELSE '' END AS line
  FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`;

// contype n (not null) became a constraint of its own in PostgreSQL 18; the columns say it already.
const CONSTRAINTS = `
  SELECT 'CONSTRAINT ' || conname || ' ' || pg_get_constraintdef(oid) AS line
  FROM pg_constraint WHERE conrelid = $1::regclass AND contype <> 'n' ORDER BY conname`;

const INDEXES = `
  SELECT pg_get_indexdef(i.indexrelid) AS line
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  WHERE i.indrelid = $1::regclass AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid) ORDER BY c.relname`;

const TRIGGERS = `
  SELECT pg_get_triggerdef(oid) AS line FROM pg_trigger WHERE tgrelid = $1::regclass AND NOT tgisinternal ORDER BY tgname`;

const FUNCTIONS = `
  SELECT CASE p.prokind WHEN 'a' THEN format('CREATE AGGREGATE %s(%s) (SFUNC = %s, STYPE = %s)', p.proname,
      pg_get_function_identity_arguments(p.oid), a.aggtransfn, format_type(a.aggtranstype, NULL))
    ELSE pg_get_functiondef(p.oid) END AS line
  FROM pg_proc p LEFT JOIN pg_aggregate a ON a.aggfnoid = p.oid
  WHERE p.pronamespace = 'public'::regnamespace AND p.prokind IN ('a', 'f') ORDER BY p.proname`;
