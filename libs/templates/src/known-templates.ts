import type { SyncTemplates } from './sync-templates.js';
import type { TemplateDefinition } from './template-definition.js';
import type { TemplatesRepository } from './templates.repository.js';

/** The token that reads an account's templates; null when the account is not one of ours or its token cannot be read. */
export interface AccountTokens {
  accessTokenOf(wabaId: string): Promise<string | null>;
}

export type TemplateLookup =
  | { readonly kind: 'known'; readonly template: TemplateDefinition }
  /** Meta was asked and does not have it. */
  | { readonly kind: 'unknown' }
  /** We do not have it and Meta could not be asked. */
  | { readonly kind: 'unreachable' };

const READ_FOR_MS = 5_000;
const SYNC_EVERY_MS = 60_000;
// Names come from callers: a flood of invented ones must not fill the memory.
const MOST_READS_KEPT = 1_000;

interface Read {
  readonly at: number;
  readonly template: Promise<TemplateDefinition | null>;
}

interface MissSync {
  readonly at: number;
  readonly reached: Promise<boolean>;
}

/**
 * Answers whether a template is known. Reads are at most 5 s old; a miss asks Meta for the account's list, together with
 * whoever misses at the same time, and at most once a minute and account.
 */
export class KnownTemplates {
  private readonly reads = new Map<string, Read>();
  private readonly missSyncs = new Map<string, MissSync>();

  constructor(
    private readonly repository: Pick<TemplatesRepository, 'find'>,
    private readonly syncTemplates: Pick<SyncTemplates, 'sync'>,
    private readonly tokens: AccountTokens,
    /** Milliseconds since the epoch. */
    private readonly now: () => number,
  ) {}

  async find(wabaId: string, name: string, language: string): Promise<TemplateLookup> {
    const template = await this.read(wabaId, name, language);
    if (template) return { kind: 'known', template };
    if (!(await this.syncAfterMiss(wabaId))) return { kind: 'unreachable' };
    const found = await this.read(wabaId, name, language);
    return found ? { kind: 'known', template: found } : { kind: 'unknown' };
  }

  /** Makes the next reads go to the database, after something is known to have changed. */
  forget(): void {
    this.reads.clear();
  }

  private read(wabaId: string, name: string, language: string): Promise<TemplateDefinition | null> {
    const key = JSON.stringify([wabaId, name, language]);
    const kept = this.reads.get(key);
    if (kept && this.now() - kept.at < READ_FOR_MS) return kept.template;
    if (this.reads.size >= MOST_READS_KEPT) this.reads.clear();
    const read = { at: this.now(), template: this.repository.find(wabaId, name, language) };
    this.reads.set(key, read);
    // A failed read is told to those who wait for it, and to nobody after them.
    read.template.catch(() => {
      if (this.reads.get(key) === read) this.reads.delete(key);
    });
    return read.template;
  }

  private syncAfterMiss(wabaId: string): Promise<boolean> {
    const last = this.missSyncs.get(wabaId);
    if (last && this.now() - last.at < SYNC_EVERY_MS) return last.reached;
    const reached = this.syncNow(wabaId);
    this.missSyncs.set(wabaId, { at: this.now(), reached });
    return reached;
  }

  private async syncNow(wabaId: string): Promise<boolean> {
    const accessToken = await this.tokens.accessTokenOf(wabaId);
    if (accessToken === null) return false;
    const synced = await this.syncTemplates.sync(wabaId, accessToken);
    this.forget();
    return synced.kind === 'ok';
  }
}
