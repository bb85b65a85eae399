import type { DataSource } from 'typeorm';
import type { IntakeRepository } from './intake.repository.js';
import type { NewMessage } from './new-message.js';

export type Resend =
  /** `due`: whether it may be sent at once. */
  | { readonly kind: 'kept'; readonly due: boolean }
  | { readonly kind: 'not_failed' }
  | { readonly kind: 'may_have_arrived' }
  | { readonly kind: 'resent_before'; readonly id: string };

/** Keeps a message that repeats a failed one, unless another does so already and has not failed itself. */
export class ResendsRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly intake: IntakeRepository,
  ) {}

  /** Committed when it resolves. The lock on the failed message makes two callers at once one after the other. */
  keep(failedId: string, message: NewMessage, force: boolean): Promise<Resend> {
    return this.dataSource.transaction(async (manager) => {
      const failed: unknown[] = await manager.query(
        `SELECT id FROM whatsapp_messages WHERE id = $1 AND status = 'FAILED' FOR NO KEY UPDATE`,
        [failedId],
      );
      // Meta took it after all, as it said a moment ago.
      if (failed.length === 0) return { kind: 'not_failed' };
      const unclear: unknown[] = await manager.query(UNCLEAR_ATTEMPT, [failedId]);
      if (unclear.length > 0 && !force) return { kind: 'may_have_arrived' };
      const [earlier]: { id: string }[] = await manager.query(
        `SELECT id FROM whatsapp_messages WHERE resend_of = $1 AND status <> 'FAILED' LIMIT 1`,
        [failedId],
      );
      if (earlier !== undefined) return { kind: 'resent_before', id: earlier.id };
      const kept = await this.intake.insertWithin(manager, [message]);
      return { kind: 'kept', due: kept.get(message.id)?.due === true };
    });
  }
}

/**
 * However the message ended: an attempt of which nobody heard the end, because it is still under way or was unclear, may reach
 * the recipient. After `recado recover` that may be one that is not in the database at all.
 */
const UNCLEAR_ATTEMPT = `
  SELECT FROM send_attempts WHERE message_id = $1 AND confirmed_at IS NULL
    AND (outcome IS NULL OR outcome LIKE 'unclear%' OR outcome = 'lease_expired')
  UNION ALL
  SELECT FROM message_events WHERE message_id = $1 AND type = 'recovered' LIMIT 1`;
