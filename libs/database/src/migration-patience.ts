export interface MigrationPatience {
  /** Milliseconds that one statement waits for a lock, and everybody else behind it. */
  readonly lockWaitMs: number;
  /** Milliseconds until the first further try; doubles, up to ten seconds. */
  readonly pauseMs: number;
  /** Milliseconds after which it is given up. */
  readonly giveUpAfterMs: number;
}

export const MIGRATION_PATIENCE: MigrationPatience = { lockWaitMs: 1_000, pauseMs: 1_000, giveUpAfterMs: 600_000 };
