import type { DataSource } from 'typeorm';
import { cancelWithin } from './cancel-within.js';

export class CancellationsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** False when something was handed to Meta already, or the message has come to its end. */
  cancel(messageId: string): Promise<boolean> {
    return this.dataSource.transaction((manager) => cancelWithin(manager, messageId));
  }
}
