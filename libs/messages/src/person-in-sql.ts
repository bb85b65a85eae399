import { kinInSql } from './kin-in-sql.js';
import { spellingsInSql } from './spellings-in-sql.js';

/**
 * All that is known as one person's, as an SQL subselect of the columns `phones` and `user_ids`; given are expressions for a
 * text[] of phones and for a user id, either of which may hold nothing but NULL. What Meta told together with a user id is
 * spelled its way, and what people enter is spelled theirs. OFFSET: each step is worked out once, not wherever the next names it.
 */
export function personInSql(phones: string, userId: string): string {
  const told = 'ARRAY(SELECT r.phone FROM recipient_ids r WHERE r.user_id = ANY(own.ids))';
  const behind = 'ARRAY(SELECT r.user_id FROM recipient_ids r WHERE r.phone = ANY(p.phones))';
  return `(
    SELECT p.phones, own.ids || ${kinInSql('q.ids')} AS user_ids
    FROM (SELECT ${kinInSql(`ARRAY[${userId}]`)} AS ids OFFSET 0) own
    CROSS JOIN LATERAL (SELECT ${spellingsInSql(`${phones} || ${told}`)} AS phones OFFSET 0) p
    CROSS JOIN LATERAL (SELECT ${behind} AS ids OFFSET 0) q)`;
}
