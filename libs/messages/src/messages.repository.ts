import type { DataSource } from 'typeorm';
import { Conditions } from './conditions.js';
import { ListCursor } from './list-cursor.js';
import type { MessageFilters } from './message-filters.js';
import { type MessageRow, SELECT_MESSAGE, type UnclearWaits, parametersOf, viewOf } from './message-row.js';
import { MOST_ROWS, MessageSearchRepository } from './message-search.repository.js';
import type { MessageEvent, MessageView } from './message-view.js';
import { PARTS_ERASED } from './parts-erased.js';
import { addWhatFits } from './what-fits.js';

/** Messages that wait, of which it is read why: as many as may take so long. */
const MOST_WAITING = 1_000;

export interface MessagePage {
  /** Fewer than asked for, or none, also where more may be found from `nextCursor` on. */
  readonly items: readonly MessageView[];
  readonly nextCursor: string | null;
}

/** Reads of messages for people and callers; what writes them is in libs/sending. */
export class MessagesRepository {
  private readonly search: MessageSearchRepository;

  constructor(
    private readonly dataSource: DataSource,
    private readonly unclear: UnclearWaits,
    mostRows = MOST_ROWS,
  ) {
    this.search = new MessageSearchRepository(dataSource, mostRows);
  }

  /** Null where there is none, or none that this client may see; a null client sees all. */
  async find(id: string, clientId: string | null): Promise<MessageView | null> {
    const [row]: MessageRow[] = await this.dataSource.query(
      `${SELECT_MESSAGE} WHERE m.id = $3 AND ($4::uuid IS NULL OR m.client_id = $4)`,
      [...parametersOf(this.unclear), id, clientId],
    );
    return row === undefined ? null : viewOf(row);
  }

  /** Whether something about somebody else was erased from what it says: it is not what was asked for any more. */
  async lostParts(id: string): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(LOST_PARTS, [id]);
    return rows.length > 0;
  }

  /** The message and its timeline, oldest first. */
  async findWithEvents(
    id: string,
    clientId: string | null,
  ): Promise<{ message: MessageView; events: readonly MessageEvent[] } | null> {
    const message = await this.find(id, clientId);
    if (message === null) return null;
    const rows: { type: string; at: Date; recorded_at: Date; data: Record<string, unknown> }[] =
      await this.dataSource.query(TIMELINE, [id]);
    const events = rows.map((row) => ({
      type: row.type,
      at: row.at.toISOString(),
      recordedAt: row.recorded_at.toISOString(),
      data: row.data,
    }));
    return { message, events };
  }

  /**
   * Newest first, by position (created, id): a page stays where it is while new messages arrive. Which they are is found out before
   * everything about them is read; why a message waits is known only then.
   */
  async list(filters: MessageFilters, clientId: string | null): Promise<MessagePage> {
    const most = filters.pendingReason === undefined ? filters.limit + 1 : MOST_WAITING;
    const { at, until } = await this.search.find({ filters, clientId, most });
    const where = new Conditions(parametersOf(this.unclear));
    where.add(`m.id = ANY(${where.parameter(at.map(({ id }) => id))}::uuid[])`);
    // What became of it meanwhile counts.
    addWhatFits(where, filters, clientId);
    where.when(filters.pendingReason, (p) => `p.reason = ${p}`);
    const rows: MessageRow[] = await this.dataSource.query(
      `${SELECT_MESSAGE} WHERE ${where.all()} ORDER BY m.created_at DESC, m.id DESC LIMIT ${where.parameter(filters.limit + 1)}`,
      where.values,
    );
    return pageOf(rows, filters.limit, at.length < most ? until : (at.at(-1) ?? null));
  }
}

const LOST_PARTS = `SELECT FROM message_events WHERE message_id = $1 AND key = '${PARTS_ERASED}'`;

/** `until`: how far was looked; null: to the end. */
function pageOf(rows: readonly MessageRow[], limit: number, until: ListCursor | null): MessagePage {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  const next = more ? new ListCursor(last.created_at.toISOString(), last.id) : until;
  return { items: items.map(viewOf), nextCursor: next === null ? null : next.toString() };
}

/** What a recipient wrote is kept in one place only, where it can be erased. */
const TIMELINE = `
  SELECT 'accepted' AS type, created_at AS at, created_at AS recorded_at, '{}'::jsonb AS data, 0 AS rank
  FROM whatsapp_messages WHERE id = $1
  UNION ALL
  SELECT 'attempt', started_at, COALESCE(finished_at, started_at),
    jsonb_strip_nulls(jsonb_build_object('attempt', attempt, 'outcome', outcome, 'code', error_code, 'finishedAt', finished_at)), 1
  FROM send_attempts WHERE message_id = $1
  UNION ALL
  SELECT e.type, e.occurred_at, e.recorded_at, e.data || jsonb_strip_nulls(jsonb_build_object('text', i.body_text)), 2
  FROM message_events e LEFT JOIN inbound_messages i
    ON e.type = 'reply' AND i.message_id = e.message_id AND i.wamid = e.data->>'whatsappMessageId'
  WHERE e.message_id = $1
  ORDER BY recorded_at, rank, at`;
