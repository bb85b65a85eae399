import type { DataSource, EntityManager } from 'typeorm';
import type { MessageNews, StatusMerge, StatusReport, StatusResult } from '#sending';

/** One thing to be kept of a webhook. */
export type IntakeItem =
  | {
      readonly kind: 'payload';
      readonly body: Buffer;
      /** The senders whose app secrets signed it. */
      readonly senderIds: readonly string[];
    }
  | { readonly kind: 'status'; readonly report: StatusReport }
  | { readonly kind: 'quarantine'; readonly reason: string; readonly event: string };

export interface IntakeResult {
  readonly result: StatusResult | 'kept';
  readonly news: readonly MessageNews[];
}

const KEPT: IntakeResult = { result: 'kept', news: [] };

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
      return { result, news: first ? outcome.news : [] };
    });
  }
}

async function keepPayloads(manager: EntityManager, items: readonly IntakeItem[]): Promise<void> {
  const payloads = items.filter((item) => item.kind === 'payload');
  if (payloads.length === 0) return;
  await manager.query(
    `INSERT INTO webhook_payloads (body, sender_ids)
     SELECT body, string_to_array(sender_ids, ',') FROM unnest($1::bytea[], $2::text[]) AS x (body, sender_ids)`,
    [payloads.map(({ body }) => body), payloads.map(({ senderIds }) => senderIds.join(','))],
  );
}

async function setAside(manager: EntityManager, items: readonly IntakeItem[]): Promise<void> {
  const events = items.flatMap((item) => (item.kind === 'quarantine' ? [item] : []));
  if (events.length === 0) return;
  await manager.query('INSERT INTO webhook_quarantine (reason, event) SELECT * FROM unnest($1::text[], $2::text[])', [
    events.map((item) => item.reason),
    events.map((item) => item.event),
  ]);
}
