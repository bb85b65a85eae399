import type { DataSource } from 'typeorm';
import type { IntakeRepository } from './intake.repository.js';
import type { NewMessage } from './new-message.js';

export type Resend =
  { readonly kind: 'kept' } | { readonly kind: 'not_failed' } | { readonly kind: 'resent_before'; readonly id: string };

/** Keeps a message that repeats a failed one, unless another does so already and has not failed itself. */
export class ResendsRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly intake: IntakeRepository,
  ) {}

  /** Committed when it resolves. The lock on the failed message makes two callers at once one after the other. */
  keep(failedId: string, message: NewMessage): Promise<Resend> {
    return this.dataSource.transaction(async (manager) => {
      const failed: unknown[] = await manager.query(
        `SELECT id FROM whatsapp_messages WHERE id = $1 AND status = 'FAILED' FOR NO KEY UPDATE`,
        [failedId],
      );
      // Delivered after all, a moment ago.
      if (failed.length === 0) return { kind: 'not_failed' };
      const [earlier]: { id: string }[] = await manager.query(
        `SELECT id FROM whatsapp_messages WHERE resend_of = $1 AND status <> 'FAILED' LIMIT 1`,
        [failedId],
      );
      if (earlier !== undefined) return { kind: 'resent_before', id: earlier.id };
      await this.intake.insertWithin(manager, [message]);
      return { kind: 'kept' };
    });
  }
}
