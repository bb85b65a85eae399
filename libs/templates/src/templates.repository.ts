import type { DataSource } from 'typeorm';
import { CATEGORY_DRIFTED } from '#messages';
import { readTemplate, type TemplateDefinition } from './template-definition.js';
import { TemplateRow } from './template.entity.js';

/** A template with the account it belongs to and when Meta last told us of it. */
export interface StoredTemplate {
  readonly wabaId: string;
  readonly syncedAt: Date;
  readonly definition: TemplateDefinition;
}

export interface SyncRequest {
  readonly wabaId: string;
  /** PostgreSQL's text of a time: a Date has no microseconds. */
  readonly takenUntil: string;
}

/** A template that Meta moved to MARKETING, or moved back. */
export interface CategoryNews {
  readonly wabaId: string;
  readonly name: string;
  readonly language: string;
  readonly drifted: boolean;
}

/** One line of a list for people. */
export type TemplateSummary = Pick<
  TemplateDefinition,
  'name' | 'language' | 'status' | 'category' | 'previousCategory' | 'quality'
> & { readonly wabaId: string };

/** What a webhook told after the list was asked for is newer than the list; Meta's times are whole seconds. */
function newest(told: 'status' | 'category' | 'quality', column: string = told, listed = `excluded.${column}`): string {
  return `CASE WHEN templates.${told}_told_at + interval '1 second' > excluded.synced_at THEN templates.${column} ELSE ${listed} END`;
}

/**
 * Meta's list names the previous category or not: then we remember which one it had, unless it is another template under an
 * old name.
 */
const PREVIOUS_CATEGORY = `CASE
      WHEN excluded.previous_category IS NOT NULL OR excluded.meta_id <> templates.meta_id THEN excluded.previous_category
      WHEN excluded.category <> templates.category THEN templates.category
      ELSE templates.previous_category END`;

const UPSERT = `
  INSERT INTO templates (waba_id, name, language, meta_id, status, category, parameter_format, components,
                         quality, rejected_reason, previous_category, synced_at)
  SELECT DISTINCT ON (name, language) $1, name, language, "metaId", status, category, "parameterFormat", components,
         quality, "rejectedReason", "previousCategory", $3
  FROM jsonb_to_recordset($2) AS listed(name text, language text, "metaId" text, status text, category text,
       "parameterFormat" text, components jsonb, quality text, "rejectedReason" text, "previousCategory" text)
  ORDER BY name, language
  ON CONFLICT (waba_id, name, language) DO UPDATE SET
    meta_id = excluded.meta_id, parameter_format = excluded.parameter_format, components = excluded.components,
    status = ${newest('status')}, rejected_reason = ${newest('status', 'rejected_reason')},
    category = ${newest('category')}, previous_category = ${newest('category', 'previous_category', PREVIOUS_CATEGORY)},
    quality = ${newest('quality')}, synced_at = excluded.synced_at
  WHERE templates.synced_at <= excluded.synced_at`;

const MARK_DELETED = `
  UPDATE templates SET status = 'DELETED', synced_at = $2 WHERE waba_id = $1 AND synced_at < $2`;

/** Table `templates`. */
export class TemplatesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Milliseconds since the epoch, as the database has it. */
  async now(): Promise<number> {
    const [row]: { now: Date }[] = await this.dataSource.query('SELECT now()');
    if (row === undefined) throw new Error('the database did not tell the time');
    return row.now.getTime();
  }

  /**
   * Makes the table say what Meta's list of time `at` says; templates that are not on it become DELETED.
   * A list older than what the table holds changes nothing.
   */
  async upsertAll(wabaId: string, definitions: readonly TemplateDefinition[], at: Date): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await manager.query(UPSERT, [wabaId, JSON.stringify(definitions), at]);
      await manager.query(MARK_DELETED, [wabaId, at]);
    });
  }

  async find(wabaId: string, name: string, language: string): Promise<TemplateDefinition | null> {
    const row = await this.dataSource.getRepository(TemplateRow).findOneBy({ wabaId, name, language });
    return row && definitionOf(row);
  }

  /** By name and language; `name` narrows it to one template's languages. */
  async list(wabaId: string, name?: string): Promise<readonly StoredTemplate[]> {
    const rows = await this.dataSource.getRepository(TemplateRow).find({
      where: { wabaId, ...(name !== undefined && { name }) },
      order: { name: 'ASC', language: 'ASC' },
    });
    return rows.flatMap((row) => {
      const definition = definitionOf(row);
      return definition ? [{ wabaId: row.wabaId, syncedAt: row.syncedAt, definition }] : [];
    });
  }

  /**
   * True for one caller where the account's list was not read for 15 minutes, or that was tried in vain a minute ago; at a start also
   * where it was read more than a minute ago.
   */
  async takeRead(wabaId: string, atStart: boolean): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      `INSERT INTO template_reads AS r (waba_id, due_at) VALUES ($1, now() + interval '1 minute')
       ON CONFLICT (waba_id) DO UPDATE SET due_at = excluded.due_at
         WHERE r.due_at <= now() OR ($2 AND r.due_at BETWEEN now() + interval '1 minute' AND now() + interval '14 minutes')
       RETURNING 1`,
      [wabaId, atStart],
    );
    return rows.length > 0;
  }

  /** The list was read. */
  async endRead(wabaId: string): Promise<void> {
    await this.dataSource.query(`UPDATE template_reads SET due_at = now() + interval '15 minutes' WHERE waba_id = $1`, [
      wabaId,
    ]);
  }

  /**
   * The account whose list is to be read anew, because a webhook told of what only the list says. Until it is ended it
   * comes again after a minute: to nobody else before.
   */
  async takeSyncRequest(): Promise<SyncRequest | null> {
    const [request]: SyncRequest[] = await this.dataSource.query(
      `WITH next AS (
         SELECT waba_id FROM template_sync_requests WHERE due_at <= now() ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
       ), taken AS (
         UPDATE template_sync_requests r SET due_at = now() + interval '1 minute' FROM next WHERE r.waba_id = next.waba_id
         RETURNING r.waba_id AS "wabaId", r.due_at::text AS "takenUntil")
       SELECT * FROM taken`,
    );
    return request ?? null;
  }

  /** The list was read. What a webhook asked for meanwhile stays. */
  async endSyncRequest({ wabaId, takenUntil }: SyncRequest): Promise<void> {
    await this.dataSource.query('DELETE FROM template_sync_requests WHERE waba_id = $1 AND due_at = $2::timestamptz', [
      wabaId,
      takenUntil,
    ]);
  }

  /** Those of every account, by account, name and language. */
  summaries(): Promise<readonly TemplateSummary[]> {
    return this.dataSource.query(
      `SELECT waba_id AS "wabaId", name, language, status, category, previous_category AS "previousCategory", quality
       FROM templates ORDER BY 1, 2, 3`,
    );
  }

  /** Those that Meta has moved to MARKETING and that are still there. */
  drifted(): Promise<readonly Pick<CategoryNews, 'wabaId' | 'name' | 'language'>[]> {
    return this.dataSource.query(
      `SELECT t.waba_id AS "wabaId", t.name, t.language FROM templates t WHERE t.status <> 'DELETED' AND ${CATEGORY_DRIFTED}`,
    );
  }

  /** What has moved to MARKETING, or back, since this was last asked: to one of those who ask at the same time. */
  takeCategoryNews(): Promise<readonly CategoryNews[]> {
    return this.dataSource.query(
      `WITH drifted AS (
         INSERT INTO template_drifts (waba_id, name, language)
         SELECT t.waba_id, t.name, t.language FROM templates t WHERE ${CATEGORY_DRIFTED} ORDER BY 1, 2, 3
         ON CONFLICT DO NOTHING RETURNING waba_id, name, language
       ), back AS (
         DELETE FROM template_drifts d WHERE NOT EXISTS (
           SELECT FROM templates t WHERE t.waba_id = d.waba_id AND t.name = d.name AND t.language = d.language AND ${CATEGORY_DRIFTED})
         RETURNING waba_id, name, language
       )
       SELECT waba_id AS "wabaId", name, language, true AS drifted FROM drifted
       UNION ALL SELECT waba_id, name, language, false FROM back`,
    );
  }

  /**
   * Meta refused it as paused, or disabled: its messages wait until a sync or a webhook says that it is APPROVED again. True
   * when it was until now.
   */
  async markStopped(wabaId: string, name: string, language: string, status: 'PAUSED' | 'DISABLED'): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      `WITH stopped AS (
         UPDATE templates SET status = $4 WHERE waba_id = $1 AND name = $2 AND language = $3 AND status = 'APPROVED' RETURNING 1)
       SELECT * FROM stopped`,
      [wabaId, name, language, status],
    );
    return rows.length > 0;
  }
}

function definitionOf(row: TemplateRow): TemplateDefinition | null {
  return readTemplate({
    id: row.metaId,
    name: row.name,
    language: row.language,
    status: row.status,
    category: row.category,
    parameter_format: row.parameterFormat,
    components: row.components,
    quality_score: row.quality,
    rejected_reason: row.rejectedReason,
    previous_category: row.previousCategory,
  });
}
