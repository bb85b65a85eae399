import { SECOND_SPELLINGS } from './second-spellings.js';

/**
 * The same as phoneSpellings where only PostgreSQL knows the numbers: an SQL expression for all spellings of those in `phones`,
 * an expression for a text[] that may hold NULL.
 */
export function spellingsInSql(phones: string): string {
  const others = SECOND_SPELLINGS.map(
    ([{ source }, other]) =>
      `(CASE WHEN one.phone ~ '${source}' THEN regexp_replace(one.phone, '${source}', '${other.replaceAll('$', '\\')}') END)`,
  );
  return `ARRAY(SELECT spelling FROM unnest(${phones}) AS one (phone)
    CROSS JOIN LATERAL (VALUES (one.phone), ${others.join(', ')}) AS written (spelling) WHERE spelling IS NOT NULL)`;
}
