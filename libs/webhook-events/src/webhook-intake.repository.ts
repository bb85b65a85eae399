import type { DataSource, EntityManager } from 'typeorm';
import type { MessageNews, StatusMerge, StatusReport, StatusResult } from '#sending';

/** One thing to be kept of a webhook. */
export type IntakeItem =
  | { readonly kind: 'payload'; readonly body: Buffer }
  | { readonly kind: 'status'; readonly report: StatusReport }
  | { readonly kind: 'quarantine'; readonly reason: string; readonly event: string };

export interface IntakeResult {
  readonly result: StatusResult | 'kept';
  readonly news: readonly MessageNews[];
  readonly duplicates: number;
}

const KEPT: IntakeResult = { result: 'kept', news: [], duplicates: 0 };

/** Keeps raw bodies, merges statuses and sets unreadable parts aside, many POSTs of Meta in one transaction. */
export class WebhookIntakeRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly merge: StatusMerge,
  ) {}

  /** Results in the order given; committed when it resolves. */
  keep(items: readonly IntakeItem[]): Promise<readonly IntakeResult[]> {
    return this.dataSource.transaction(async (manager) => {
      await keepPayloads(manager, items);
      await setAside(manager, items);
      const reports = items.flatMap((item) => (item.kind === 'status' ? [item.report] : []));
      if (reports.length === 0) return items.map(() => KEPT);
      return this.mergeAll(manager, items, reports);
    });
  }

  private async mergeAll(
    manager: EntityManager,
    items: readonly IntakeItem[],
    reports: readonly StatusReport[],
  ): Promise<readonly IntakeResult[]> {
    const outcome = await this.merge.merge(manager, reports);
    let next = 0;
    return items.map((item) => {
      if (item.kind !== 'status') return KEPT;
      const result = outcome.results[next] ?? 'unchanged';
      // The figures of the whole batch travel with its first status: somebody has to count them, once.
      const first = next === 0;
      next += 1;
      return { result, news: first ? outcome.news : [], duplicates: first ? outcome.duplicates : 0 };
    });
  }
}

async function keepPayloads(manager: EntityManager, items: readonly IntakeItem[]): Promise<void> {
  const bodies = items.flatMap((item) => (item.kind === 'payload' ? [item.body] : []));
  if (bodies.length === 0) return;
  await manager.query('INSERT INTO webhook_payloads (body) SELECT unnest($1::bytea[])', [bodies]);
}

async function setAside(manager: EntityManager, items: readonly IntakeItem[]): Promise<void> {
  const events = items.flatMap((item) => (item.kind === 'quarantine' ? [item] : []));
  if (events.length === 0) return;
  await manager.query('INSERT INTO webhook_quarantine (reason, event) SELECT * FROM unnest($1::text[], $2::text[])', [
    events.map((item) => item.reason),
    events.map((item) => item.event),
  ]);
}
