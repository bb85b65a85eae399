import type { DataSource, EntityManager } from 'typeorm';
import type { ErasureFigures } from './erasure-figures.js';

/** That somebody's data were erased, by whom and how much; not whose. */
export interface Erasure {
  readonly at: Date;
  /** Role and address of the connection. */
  readonly by: string;
  /** Null where it did not come to its end: it has to be repeated. */
  readonly figures: ErasureFigures | null;
}

/** Table `erasures`. */
export class ErasuresRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** In the transaction from whose commit on nobody keeps anything of theirs. */
  async begin(manager: EntityManager): Promise<string> {
    const [row]: { id: string }[] = await manager.query('INSERT INTO erasures DEFAULT VALUES RETURNING id');
    if (row === undefined) throw new TypeError('PostgreSQL kept no erasure');
    return row.id;
  }

  async end(id: string, figures: ErasureFigures): Promise<void> {
    await this.dataSource.query('UPDATE erasures SET figures = $2, done_at = now() WHERE id = $1', [id, figures]);
  }

  /**
   * Those that nobody has told yet, each by one of those who ask at the same time; those that go on for an hour as not ended. They
   * count as told when `tell` has returned: whoever dies before that leaves them to the next.
   */
  async tellNew(tell: (erasure: Erasure) => void): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const rows: (Erasure & { readonly id: string })[] = await manager.query(UNTOLD);
      if (rows.length === 0) return;
      for (const row of rows) tell(row);
      await manager.query('UPDATE erasures SET told_at = now() WHERE id = ANY($1::bigint[])', [
        rows.map(({ id }) => id),
      ]);
    });
  }
}

const UNTOLD = `
  SELECT id, at, by, figures FROM erasures
  WHERE told_at IS NULL AND (done_at IS NOT NULL OR at < now() - interval '1 hour') ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED`;
