/**
 * These user ids and all others of the same persons, as far as Meta has told their parents: an SQL expression for a text[], as
 * `ids` is one, which may hold NULL. Arrays and no join: before there are statistics PostgreSQL would read the whole table for it.
 */
export function kinInSql(ids: string): string {
  return `(${ids} || ARRAY(SELECT kin.user_id FROM recipient_parents kin WHERE kin.parent_id = ANY(
    ARRAY(SELECT own.parent_id FROM recipient_parents own WHERE own.user_id = ANY(${ids})))))`;
}
