/**
 * These user ids and all others of the same persons, as far as Meta has told their parents: an SQL expression for a text[], as
 * `ids` is one, which may hold NULL.
 */
export function kinInSql(ids: string): string {
  return `(${ids} || ARRAY(SELECT kin.user_id FROM recipient_parents own JOIN recipient_parents kin ON kin.parent_id = own.parent_id
    WHERE own.user_id = ANY(${ids})))`;
}
