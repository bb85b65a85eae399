import { spellingsInSql } from './spellings-in-sql.js';

/**
 * All that is known as one person's, as an SQL subselect of the columns `phones` and `user_ids`; given are expressions for a
 * text[] of phones and for a user id, either of which may hold nothing but NULL. What Meta told together with a user id is
 * spelled its way, and what people enter is spelled theirs.
 */
export function personInSql(phones: string, userId: string): string {
  const told = `ARRAY(SELECT r.phone FROM recipient_ids r WHERE r.user_id = ${userId})`;
  return `(
    SELECT p.phones, ARRAY(SELECT r.user_id FROM recipient_ids r WHERE r.phone = ANY(p.phones)) || ${userId} AS user_ids
    FROM (SELECT ${spellingsInSql(`${phones} || ${told}`)} AS phones) p)`;
}
