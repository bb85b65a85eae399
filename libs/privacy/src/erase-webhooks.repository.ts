import type { DataSource } from 'typeorm';
import { namesPerson } from './erase-from-text.js';
import { eraseFromWebhook, statusesOf } from './erase-from-webhook.js';
import { whetherErased } from './erased-recipients.repository.js';
import { inBlocks } from './in-blocks.repository.js';
import type { Person } from './person.js';
import { traces } from './person-patterns.js';

interface StoredBody {
  readonly id: string;
  /** As PostgreSQL writes it: a Date would lose the microseconds. */
  readonly received: string;
  /** Whether all that it tells was told before the erasure, whatever times it names: Meta's clock may be ahead of ours. */
  readonly before: boolean;
  readonly body: Buffer;
}

/** What Meta told of somebody: raw bodies, parts of them that were set aside, statuses that wait for their message. */
export class EraseWebhooksRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** How many of them it stood in. */
  async erase(person: Person, at: Date): Promise<number> {
    return (await this.eraseParked(person)) + (await this.eraseSetAside(person)) + (await this.eraseBodies(person, at));
  }

  /** Nobody will know whose they were. */
  private async eraseParked(person: Person): Promise<number> {
    const rows: { wamid: string; payload: string }[] = await this.dataSource.query(
      `SELECT wamid, payload::text AS payload FROM parked_statuses
       WHERE ${holdsTrace(`convert_to(wamid || ' ' || payload::text, 'UTF8')`, person, 1)}`,
      [...traces(person)],
    );
    const theirs = rows.filter(({ wamid, payload }) => namesPerson(`${wamid} ${payload}`, person));
    await this.dataSource.query('DELETE FROM parked_statuses WHERE wamid = ANY($1::text[])', [
      theirs.map(({ wamid }) => wamid),
    ]);
    return theirs.length;
  }

  /** What could not be read may tell anything of them. */
  private async eraseSetAside(person: Person): Promise<number> {
    const rows: { key: Buffer; event: string }[] = await this.dataSource.query(
      `SELECT key, event FROM webhook_quarantine WHERE ${holdsTrace(`convert_to(event, 'UTF8')`, person, 1)}`,
      [...traces(person)],
    );
    const theirs = rows.filter(({ event }) => namesPerson(event, person));
    await this.dataSource.query('DELETE FROM webhook_quarantine WHERE key = ANY($1::bytea[])', [
      theirs.map(({ key }) => key),
    ]);
    return theirs.length;
  }

  private async eraseBodies(person: Person, at: Date): Promise<number> {
    const partitions: { table: string }[] = await this.dataSource.query(PARTITIONS);
    let found = 0;
    for (const { table } of partitions) {
      await inBlocks(this.dataSource, table, async (manager, from, until) => {
        const bodies: StoredBody[] = await manager.query(
          `SELECT id, received_at::text AS received, received_at <= $3::timestamptz AS before, body FROM ${table}
           WHERE ctid >= $1::tid AND ctid < $2::tid AND ${holdsTrace('body', person, 4)}`,
          [from, until, at, ...traces(person)],
        );
        for (const body of bodies) found += await this.eraseBody(table, body, person, at);
      });
    }
    return found;
  }

  private async eraseBody(
    table: string,
    { id, received, before, body }: StoredBody,
    person: Person,
    at: Date,
  ): Promise<number> {
    const isErased = await whetherErased(this.dataSource.manager, statusesOf(body, person));
    const rest = eraseFromWebhook(body, { person, at: before ? LAST_MOMENT : at, isErased });
    if (rest.equals(body)) return 0;
    await this.dataSource.query(`UPDATE ${table} SET body = $3 WHERE received_at = $1::timestamptz AND id = $2`, [
      received,
      id,
      rest,
    ]);
    return 1;
  }
}

/** That a Date can hold: whatever time is named is before it. */
const LAST_MOMENT = new Date(8_640_000_000_000_000);

/** Parameters from `first` on. */
function holdsTrace(bytes: string, person: Person, first: number): string {
  const each = traces(person).map((_trace, index) => `position($${first + index}::bytea IN ${bytes}) > 0`);
  return `(${each.join(' OR ')})`;
}

const PARTITIONS = `
  SELECT inhrelid::regclass::text AS table FROM pg_inherits WHERE inhparent = 'webhook_payloads'::regclass`;
