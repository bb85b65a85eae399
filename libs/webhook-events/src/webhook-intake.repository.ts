import type { DataSource, EntityManager } from 'typeorm';
import { noteRecipientIds } from '#messages';
import type { MessageNews, StatusMerge, StatusResult } from '#sending';
import type { InboundNews } from './inbound-news.js';
import type { IntakeItem } from './intake-item.js';
import type { RecipientWordsRepository } from './recipient-words.repository.js';
import { withoutErased } from './without-erased.repository.js';

export interface IntakeResult {
  readonly result: StatusResult | 'kept';
  readonly news: readonly MessageNews[];
  readonly inboundNews: readonly InboundNews[];
}

const KEPT: IntakeResult = { result: 'kept', news: [], inboundNews: [] };

/** Of somebody whose data were erased. */
const FORGOTTEN: IntakeResult = { ...KEPT, result: 'unchanged' };

/** Keeps raw bodies and what recipients wrote, merges statuses, sets unreadable parts aside: many POSTs in one transaction. */
export class WebhookIntakeRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly merge: StatusMerge,
    private readonly words: RecipientWordsRepository,
  ) {}

  /** Results in the order given; committed when it resolves. Each kind in its turn, so that locks have one order. */
  keep(told: readonly IntakeItem[]): Promise<readonly IntakeResult[]> {
    return this.dataSource.transaction(async (manager) => {
      const kept = await withoutErased(manager, told);
      const items = kept.filter((item) => item !== null);
      await keepPayloads(manager, items);
      await setAside(manager, items);
      const results = new Map([
        ...(await this.mergeStatuses(manager, items)),
        ...(await this.keepWords(manager, items)),
      ]);
      const recipientIds = items.flatMap((item) => (item.kind === 'payload' ? item.recipientIds : []));
      await noteRecipientIds(manager, recipientIds);
      return kept.map((item) => (item === null ? FORGOTTEN : (results.get(item) ?? KEPT)));
    });
  }

  private async mergeStatuses(manager: EntityManager, items: readonly IntakeItem[]): Promise<Results> {
    const statuses = items.filter((item) => item.kind === 'status');
    if (statuses.length === 0) return [];
    const outcome = await this.merge.merge(
      manager,
      statuses.map(({ report }) => report),
    );
    return statuses.map((item, index) => {
      // The figures of the whole batch travel with its first status: somebody has to count them, once.
      const news = index === 0 ? outcome.news : [];
      return [item, { ...KEPT, result: outcome.results[index] ?? 'unchanged', news }];
    });
  }

  private async keepWords(manager: EntityManager, items: readonly IntakeItem[]): Promise<Results> {
    const words = items.filter((item) => item.kind === 'inbound' || item.kind === 'preference');
    const outcomes = await this.words.keep(manager, words);
    return words.map((item, index) => {
      const outcome = outcomes[index];
      const result = outcome?.fresh === true ? 'applied' : 'unchanged';
      return [item, { ...KEPT, result, inboundNews: outcome?.news ?? [] }];
    });
  }
}

type Results = readonly (readonly [IntakeItem, IntakeResult])[];

/** All bodies in one value, end to end: an array of them would be sent as text, each byte as two digits. */
async function keepPayloads(manager: EntityManager, items: readonly IntakeItem[]): Promise<void> {
  const payloads = items.filter((item) => item.kind === 'payload');
  if (payloads.length === 0) return;
  let end = 0;
  const starts = payloads.map(({ body }) => (end += body.length) - body.length);
  await manager.query(KEEP_PAYLOADS, [
    starts,
    payloads.map(({ body }) => body.length),
    payloads.map(({ senderIds }) => senderIds.join(',')),
    payloads.map(({ signedBy }) => signedBy.join(',')),
    // The last: pg would make its buffer half as large again for whatever follows.
    Buffer.concat(payloads.map(({ body }) => body)),
  ]);
}

const KEEP_PAYLOADS = `/* plan kept */
  INSERT INTO webhook_payloads (body, sender_ids, signed_by)
  SELECT substring($5::bytea FROM start + 1 FOR bytes), string_to_array(sender_ids, ','), string_to_array(signed_by, ',')
  FROM unnest($1::integer[], $2::integer[], $3::text[], $4::text[]) AS x (start, bytes, sender_ids, signed_by)`;

/** The same part comes again with each repetition of its webhook: it stands there once. */
async function setAside(manager: EntityManager, items: readonly IntakeItem[]): Promise<void> {
  const events = items.flatMap((item) => (item.kind === 'quarantine' ? [item] : []));
  if (events.length === 0) return;
  await manager.query(
    `INSERT INTO webhook_quarantine (key, field, sender_id, reason, event, message_id)
     SELECT sha256(convert_to(concat_ws(chr(10), field, sender_id, reason, event), 'UTF8')) AS key, x.*
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::uuid[]) AS x (field, sender_id, reason, event, message_id)
     ORDER BY key ON CONFLICT DO NOTHING`,
    [
      events.map((item) => item.field),
      events.map((item) => item.senderId),
      events.map((item) => item.reason),
      events.map((item) => item.event),
      events.map((item) => item.messageId ?? null),
    ],
  );
}
