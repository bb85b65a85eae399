import type { DataSource } from 'typeorm';
import type { MessageNews } from './message-news.js';

/** What a person decided about a held message by a command. */
export interface HeldDecision {
  readonly messageId: string;
  readonly decision: 'release' | 'fail';
  readonly at: Date;
  /** Role and address of the connection. */
  readonly by: string;
  /** That the message has FAILED by it; null where it has not. */
  readonly failure: MessageNews | null;
}

/** Table `held_decisions`; written by HeldMessagesRepository. */
export class HeldDecisionsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Those that nobody has told yet, each by one of those who ask at the same time. They are forgotten when `tell` has returned:
   * whoever dies before that leaves them to the next.
   */
  async tellNew(tell: (decision: HeldDecision) => void): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const rows: Row[] = await manager.query(UNTOLD);
      if (rows.length === 0) return;
      for (const row of rows) tell(decisionOf(row));
      await manager.query('DELETE FROM held_decisions WHERE id = ANY($1::bigint[])', [rows.map(({ id }) => id)]);
    });
  }
}

type Row = Omit<HeldDecision, 'failure'> &
  Pick<MessageNews, 'senderId' | 'templateName' | 'sendableSince'> & { readonly id: string; readonly failed: boolean };

function decisionOf({ messageId, decision, at, by, failed, senderId, templateName, sendableSince }: Row): HeldDecision {
  const failure = {
    messageId,
    status: 'FAILED',
    code: 'FAILED_BY_OPERATOR',
    senderId,
    templateName,
    sendableSince,
  } as const;
  return { messageId, decision, at, by, failure: failed ? failure : null };
}

// Meta's webhook may have said in time that it has the message.
const UNTOLD = `
  SELECT d.id, d.message_id AS "messageId", d.decision, d.at, d.by, m.sender_id AS "senderId", m.template_name AS "templateName",
    GREATEST(m.created_at, m.scheduled_at) AS "sendableSince",
    d.decision = 'fail' AND COALESCE(m.error_code = 'FAILED_BY_OPERATOR', false) AS failed
  FROM held_decisions d JOIN whatsapp_messages m ON m.id = d.message_id ORDER BY d.id LIMIT 100 FOR UPDATE OF d SKIP LOCKED`;
