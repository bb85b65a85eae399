import { Client, type ClientConfig } from 'pg';
import { isOutdatedPlan } from './batch-fault.js';

/**
 * How a statement begins that runs many times a second: its plan is kept for a while (docs/decisions/0011-plans-are-kept-for-a-while.md). The
 * rest of it must be a constant.
 */
const MARK = '/* plan kept */';

/** Of the marked statements. */
const names = new Map<string, string>();

function nameOf(statement: string): string {
  const name = names.get(statement) ?? `kept_${names.size}`;
  names.set(statement, name);
  return name;
}

/** A table that was empty when a plan was made may fill up: no plan is older. */
const OLDEST_MS = 15_000;

/** Of kept plans a foreign key's is one, and it is not made anew: it must not read a whole table, however small that is now. */
const SETTINGS = {
  kept: 'SET jit = off; SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off',
  anew: 'SET jit = off; SET plan_cache_mode = force_custom_plan; SET enable_seqscan = on',
} as const;

interface Plan {
  readonly name: string;
  readonly madeMs: number;
  /** Of how many uses of the statement it is the plan. */
  readonly until: number;
}

interface Asks {
  query(asked: unknown, ...more: readonly unknown[]): Promise<unknown>;
}

/** pg's own, by the one of its signatures that TypeORM uses. */
const PlainClient: new (config?: string | ClientConfig) => Asks = Client;

/**
 * A connection that keeps the plans of marked statements. A plan is made anew when its statement was used twice as often as when it was
 * made: so it follows tables that fill up as they do, and what is used often is seldom planned.
 */
export class PlanKeepingClient extends PlainClient {
  private readonly plans = new Map<string, Plan>();
  private readonly uses = new Map<string, number>();
  /** As far as it is known: a transaction that is rolled back, or a part of one, takes its settings along. */
  private settings: keyof typeof SETTINGS | null = null;

  override query(asked: unknown, ...more: readonly unknown[]): Promise<unknown> {
    if (typeof asked !== 'string') return super.query(asked, ...more);
    if (asked.startsWith('ROLLBACK')) this.settings = null;
    if (isOfTransaction(asked)) return super.query(asked, ...more);
    return asked.startsWith(MARK) ? this.askKept(asked, more[0]) : this.askAnew(asked, more);
  }

  private async askAnew(statement: string, more: readonly unknown[]): Promise<unknown> {
    await this.set('anew');
    return super.query(statement, ...more);
  }

  private async askKept(statement: string, values: unknown): Promise<unknown> {
    await this.set('kept');
    const plan = await this.planOf(statement);
    return super.query({ name: plan, text: statement, values }).catch((error: unknown) => {
      const made = this.plans.get(statement);
      if (made !== undefined && isOutdatedPlan(error)) this.plans.set(statement, { ...made, until: 0 });
      throw error;
    });
  }

  private async set(settings: keyof typeof SETTINGS): Promise<void> {
    if (this.settings === settings) return;
    this.settings = settings;
    await this.aside(SETTINGS[settings]);
  }

  /** The name of its plan, with which it was made if it is new. */
  private async planOf(statement: string): Promise<string> {
    const uses = (this.uses.get(statement) ?? 0) + 1;
    this.uses.set(statement, uses);
    const plan = this.plans.get(statement);
    const now = performance.now();
    if (plan !== undefined && uses < plan.until && now - plan.madeMs < OLDEST_MS) return plan.name;
    const anew = { name: `${nameOf(statement)}_${uses}`, madeMs: now, until: 2 * uses };
    this.plans.set(statement, anew);
    if (plan !== undefined) await this.aside(`DEALLOCATE ${plan.name}`);
    return anew.name;
  }

  /** Before what comes next. Where it fails, that fails, too, or was only planned in vain. */
  private async aside(statement: string): Promise<void> {
    try {
      await super.query(statement);
    } catch {
      this.settings = null;
    }
  }
}

function isOfTransaction(statement: string): boolean {
  return /^(START TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)/.test(statement);
}
