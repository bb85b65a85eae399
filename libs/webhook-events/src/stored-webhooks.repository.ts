import type { DataSource } from 'typeorm';
import { noteRecipientIds, type RecipientIds } from '#messages';
import type { MessageNews, StatusMerge, StatusReport, StatusResult } from '#sending';
import type { RecipientWord, RecipientWordsRepository } from './recipient-words.repository.js';
import { idsWithoutErased, withoutErased } from './without-erased.repository.js';

export interface StoredWebhook {
  readonly body: Buffer;
  /** The senders whose app secrets had signed it, as far as they were known when it came. */
  readonly senderIds: readonly string[];
  /** Fingerprints of those secrets. */
  readonly signedBy: readonly string[];
  readonly receivedAt: Date;
  /** Its place among all, for the next page. */
  readonly place: WebhookPlace;
}

export interface WebhookPlace {
  readonly id: string;
  /** As PostgreSQL writes it: a Date would lose the microseconds, and with them the place. */
  readonly received: string;
}

export interface AppliedAgain {
  readonly result: StatusResult;
  /** What the whole batch brought to pass, with its first result. */
  readonly news: readonly MessageNews[];
  /** Messages whose row became another, of the whole batch, with its first result. */
  readonly changed: readonly string[];
}

/** Raw webhooks as they were kept, and what they say applied to the messages once more. */
export class StoredWebhooksRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly merge: StatusMerge,
    private readonly words: RecipientWordsRepository,
  ) {}

  /** The moment now, by the clock that dates what is kept, and never before it: a Date has no microseconds. */
  async now(): Promise<Date> {
    const [row]: { now: Date }[] = await this.dataSource.query(`SELECT now() + interval '1 millisecond' AS now`);
    if (row === undefined) throw new Error('PostgreSQL did not say what time it is');
    return row.now;
  }

  /**
   * Of those received from `since` and before `until`, oldest first, the next after that place: up to `limit`, and no more than
   * `bytes` of bodies, unless the first alone is larger.
   */
  async page(
    since: Date,
    until: Date,
    after: WebhookPlace | null,
    { limit, bytes }: { readonly limit: number; readonly bytes: number },
  ): Promise<readonly StoredWebhook[]> {
    const rows: (Omit<StoredWebhook, 'place'> & WebhookPlace)[] = await this.dataSource.query(PAGE, [
      since,
      until,
      after?.received ?? null,
      after?.id ?? null,
      limit,
      bytes,
    ]);
    return rows.map(({ id, received, ...webhook }) => ({ ...webhook, place: { id, received } }));
  }

  /** The account (WABA) of each sender, as configured last. */
  async accounts(): Promise<ReadonlyMap<string, string>> {
    const rows: { id: string; waba: string }[] = await this.dataSource.query(
      'SELECT phone_number_id AS id, waba_id AS waba FROM senders',
    );
    return new Map(rows.map(({ id, waba }) => [id, waba]));
  }

  /** Merges statuses as if Meta had sent them now; results in the order given, committed when it resolves. */
  apply(reports: readonly StatusReport[]): Promise<readonly AppliedAgain[]> {
    return this.dataSource.transaction(async (manager) => {
      const { results, news } = await this.merge.merge(manager, reports);
      const rows: { id: string }[] = await manager.query(WRITTEN_HERE, [
        reports.flatMap(({ attemptOf }) => (attemptOf === null ? [] : [attemptOf.messageId])),
        reports.map(({ wamid }) => wamid),
      ]);
      const changed = rows.map((row) => row.id);
      return results.map((result, index) => ({
        result,
        news: index === 0 ? news : [],
        changed: index === 0 ? changed : [],
      }));
    });
  }

  /** Keeps what recipients said; whether each was news, in the order given. */
  keep(words: readonly RecipientWord[]): Promise<readonly boolean[]> {
    return this.dataSource.transaction(async (manager) => {
      const kept = await withoutErased(manager, words);
      const said = words.filter((word) => kept.includes(word));
      const outcomes = await this.words.keep(manager, said);
      // Known before, and understood only now, because the words to opt out are others.
      const isNews = outcomes.map(({ fresh, news }) => fresh || news.some(({ kind }) => kind === 'opted_out'));
      return words.map((word) => isNews[said.indexOf(word)] ?? false);
    });
  }

  noteRecipientIds(pairs: readonly RecipientIds[]): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      await noteRecipientIds(manager, await idsWithoutErased(manager, pairs));
    });
  }
}

const PAGE = `
  WITH sized AS (
    SELECT *, sum(octet_length(body)) OVER places AS bytes, row_number() OVER places AS place FROM (
      SELECT * FROM webhook_payloads
      WHERE received_at >= $1 AND received_at < $2
        AND ($3::timestamptz IS NULL OR (received_at, id) > ($3::timestamptz, $4::bigint))
      ORDER BY received_at, id LIMIT $5
    ) next WINDOW places AS (ORDER BY received_at, id)
  )
  SELECT id, received_at::text AS received, received_at AS "receivedAt", body, sender_ids AS "senderIds", signed_by AS "signedBy"
  FROM sized WHERE bytes <= $6 OR place = 1 ORDER BY received_at, id`;

/** A row's `xmin` is the transaction that wrote this version of it: the lock that a merge takes leaves it alone. */
const WRITTEN_HERE = `
  SELECT id FROM whatsapp_messages WHERE xmin = pg_current_xact_id()::xid AND id IN (
    SELECT unnest($1::uuid[]) UNION SELECT message_id FROM wamids WHERE wamid = ANY($2::text[]))`;
