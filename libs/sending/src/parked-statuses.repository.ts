import type { DataSource } from 'typeorm';
import { lockMessages } from './locks.js';
import { type OnRefused, RefusedMessages, refuse } from './refused-messages.js';
import type { MergeOutcome, StatusMerge } from './status-merge.js';

/** Of one look; more that is parked in a second waits for the next one. */
const PAGE = 20_000;
const APPLIED_TOGETHER = 500;

/**
 * Applies parked statuses whose wamid has become known. Whoever makes one known looks for what is parked, and whoever parks
 * looks whether it is known: this catches the moment in which neither could yet see the other. So each is looked at while its
 * transaction and that of the other may still be under way, and once when a process starts; another system that sends from
 * the same number may park a hundred a second, and all of that day are too many to be read again and again.
 */
export class ParkedStatusesRepository {
  /** Whatever stands before this place in the order of receipt was looked at. */
  private looked: Place = FIRST;
  private readonly refused = new RefusedMessages();
  /** How many messages were left aside at the last look. */
  private leftAside = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly merge: StatusMerge,
  ) {}

  /** Null where there was nothing to match. A message that PostgreSQL refuses is left aside and told. */
  async match(onRefused: OnRefused = refuse): Promise<MergeOutcome | null> {
    const aside = this.refused.ids();
    // Its time is over, and its place may have been passed by since.
    if (aside.length < this.leftAside) this.looked = FIRST;
    this.leftAside = aside.length;
    const [look]: [Look] = await this.dataSource.query(LOOK, [this.looked.received, this.looked.wamid]);
    const known = look.known.filter(({ id }) => !aside.includes(id));
    const outcomes: MergeOutcome[] = [];
    for (let start = 0; start < known.length; start += APPLIED_TOGETHER) {
      const page = known.slice(start, start + APPLIED_TOGETHER);
      const applied = await this.refused.around(
        page,
        ({ id }) => id,
        async (entries) => [await this.apply(entries)],
        onRefused,
      );
      outcomes.push(...applied);
    }
    this.looked = look;
    if (outcomes.length === 0) return null;
    return {
      results: outcomes.flatMap(({ results }) => results),
      news: outcomes.flatMap(({ news }) => news),
    };
  }

  /** Seconds for which the oldest status of an unknown message waits; 0 where there is none. */
  async oldestSeconds(): Promise<number> {
    const [row]: { seconds: number }[] = await this.dataSource.query(OLDEST);
    return row?.seconds ?? 0;
  }

  private apply(known: Look['known']): Promise<MergeOutcome> {
    return this.dataSource.transaction(async (manager) => {
      await lockMessages(manager, [...new Set(known.map(({ id }) => id))]);
      return this.merge.applyParked(
        manager,
        known.map(({ wamid }) => wamid),
      );
    });
  }
}

interface Place {
  /** As PostgreSQL writes it: a Date would lose the microseconds. */
  readonly received: string;
  readonly wamid: string;
}

const FIRST: Place = { received: '-infinity', wamid: '' };

interface Look extends Place {
  readonly known: readonly { readonly wamid: string; readonly id: string }[];
}

const OLDEST = `
  SELECT COALESCE(extract(epoch FROM now() - min(received_at)), 0)::float8 AS seconds FROM parked_statuses`;

/** No transaction of ours lasts longer: `statement_timeout` and what follows from it end it before. */
const UNDER_WAY = `now() - interval '2 minutes'`;

const LOOK = `
  WITH page AS MATERIALIZED (
    SELECT received_at, wamid FROM parked_statuses WHERE (received_at, wamid) > ($1::timestamptz, $2)
    ORDER BY received_at, wamid LIMIT ${PAGE}
  ), looked AS (
    SELECT received_at, wamid FROM page WHERE received_at < ${UNDER_WAY} ORDER BY received_at DESC, wamid DESC LIMIT 1
  )
  SELECT CASE WHEN more THEN (SELECT received_at FROM looked) ELSE ${UNDER_WAY} END::text AS received,
    CASE WHEN more THEN (SELECT wamid FROM looked) ELSE '' END AS wamid,
    (SELECT COALESCE(json_agg(DISTINCT jsonb_build_object('wamid', w.wamid, 'id', w.message_id)), '[]')
      FROM page p JOIN wamids w ON w.wamid = p.wamid) AS known
  FROM (SELECT (SELECT count(*) FROM page) = ${PAGE} AND EXISTS (SELECT FROM looked) AS more) x`;
