import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';

export interface DaysOutcome {
  /** Partitions made or dropped, by name. */
  readonly done: readonly string[];
  /** Those whose locks could not be had: a backup reads them, say. They are tried again in the next round. */
  readonly blocked: readonly string[];
}

export interface DropPatience {
  /** Milliseconds that a drop waits for its locks, and intake behind it. */
  readonly lockWaitMs: number;
  readonly tries: number;
  /** Milliseconds between two tries. */
  readonly pauseMs: number;
}

const DROP_PATIENCE: DropPatience = { lockWaitMs: 100, tries: 5, pauseMs: 1_000 };

/** Of workers that would make or drop the same day at the same time. */
const ONE_WORKER = 7_765_626_864;

/**
 * Raw webhooks lie in one partition a day (UTC): what is older than 8 days is dropped as a file instead of row by row.
 * A day that has no partition when its first body comes stays in the default partition, where rows are deleted in pages.
 */
export class WebhookDaysRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Makes the partitions of today and the next two days that do not exist yet. Attaching takes no lock that intake into an
   * existing day needs: https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-ATTACH-PARTITION
   */
  async prepare(): Promise<DaysOutcome> {
    const days: Day[] = await this.dataSource.query(MISSING);
    return this.forEach(days, ({ name, from, until }) =>
      this.alone(ATTACH_PATIENCE, async (manager) => {
        const [row]: { missing: boolean }[] = await manager.query('SELECT to_regclass($1) IS NULL AS missing', [name]);
        // Another worker was faster.
        if (row?.missing !== true) return 'elsewhere';
        await manager.query(
          `CREATE TABLE ${name} (LIKE webhook_payloads
             INCLUDING COMPRESSION INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)`,
        );
        await manager.query(
          `ALTER TABLE webhook_payloads ATTACH PARTITION ${name} FOR VALUES FROM ('${from}') TO ('${until}')`,
        );
        return 'done';
      }),
    );
  }

  /** Drops the days whose last body came more than 8 days ago. */
  async drop(patience: DropPatience = DROP_PATIENCE): Promise<DaysOutcome> {
    const days: Pick<Day, 'name'>[] = await this.dataSource.query(OVER);
    return this.forEach(days, async ({ name }) => {
      for (let tries = 1; ; tries += 1) {
        // Whoever drops a partition needs the whole table for himself for a moment, and everybody waits behind him until he has it.
        const outcome = await this.alone({ lockWaitMs: patience.lockWaitMs, statementMs: 0 }, async (manager) => {
          await manager.query(`DROP TABLE IF EXISTS ${name}`);
          return 'done';
        });
        if (outcome !== 'blocked' || tries >= patience.tries) return outcome;
        await sleep(patience.pauseMs);
      }
    });
  }

  private async forEach<Each extends { readonly name: string }>(
    days: readonly Each[],
    act: (day: Each) => Promise<Outcome>,
  ): Promise<DaysOutcome> {
    const outcomes: { readonly name: string; readonly outcome: Outcome }[] = [];
    for (const day of days) outcomes.push({ name: day.name, outcome: await act(day) });
    const namesOf = (wanted: Outcome): string[] =>
      outcomes.flatMap(({ name, outcome }) => (outcome === wanted ? [name] : []));
    return { done: namesOf('done'), blocked: namesOf('blocked') };
  }

  private async alone(
    { lockWaitMs, statementMs }: { readonly lockWaitMs: number; readonly statementMs: number },
    change: (manager: EntityManager) => Promise<Outcome>,
  ): Promise<Outcome> {
    try {
      return await this.dataSource.transaction(async (manager) => {
        const [lock]: { mine: boolean }[] = await manager.query(
          `SELECT pg_try_advisory_xact_lock(${ONE_WORKER}) AS mine, set_config('lock_timeout', $1, true),
             set_config('statement_timeout', $2, true)`,
          [String(lockWaitMs), String(statementMs)],
        );
        return lock?.mine === true ? change(manager) : 'elsewhere';
      });
    } catch (error) {
      if (isLockedOut(error)) return 'blocked';
      throw error;
    }
  }
}

/** `elsewhere`: another worker did it or is at it. */
type Outcome = 'done' | 'blocked' | 'elsewhere';

interface Day {
  readonly name: string;
  /** As PostgreSQL reads them, with their zone. */
  readonly from: string;
  readonly until: string;
}

/** The default partition is looked through while it is locked: what it took for want of a partition must not wait for long. */
const ATTACH_PATIENCE = { lockWaitMs: 1_000, statementMs: 2_000 };

/** lock_not_available, or query_canceled by the timeout. */
function isLockedOut(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '55P03' || error.code === '57014');
}

/** A day that the default partition has bodies of cannot be given another one. */
const MISSING = `
  SELECT name, day::text || '+00' AS "from", (day + interval '1 day')::text || '+00' AS "until"
  FROM (
    SELECT day, 'webhook_payloads_' || to_char(day, 'YYYYMMDD') AS name
    FROM generate_series(0, 2) AS ahead, LATERAL (SELECT date_trunc('day', now() AT TIME ZONE 'UTC') + ahead * interval '1 day' AS day) d
  ) days
  WHERE to_regclass(name) IS NULL AND NOT EXISTS (
    SELECT FROM webhook_payloads_rest
    WHERE received_at >= day AT TIME ZONE 'UTC' AND received_at < (day + interval '1 day') AT TIME ZONE 'UTC')
  ORDER BY day`;

const OVER = `
  SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
  WHERE i.inhparent = 'webhook_payloads'::regclass AND c.relname ~ '^webhook_payloads_\\d{8}$'
    AND to_date(right(c.relname, 8), 'YYYYMMDD') + interval '1 day' <= now() AT TIME ZONE 'UTC' - interval '8 days'
  ORDER BY 1`;
