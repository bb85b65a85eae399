import type { DataSource } from 'typeorm';
import { ListCursor, personInSql, phoneSpellings, type RecipientKey, unreachableSinceInSql } from '#messages';
import type { Objection } from './objection.js';
import type { Suppression, SuppressionScope } from './suppression.js';

/** Whom a message is for, and what it would say. */
export interface Addressee {
  readonly recipientPhone: string | null;
  readonly recipientUserId: string | null;
  readonly wabaId: string;
  readonly templateName: string;
  readonly templateLanguage: string;
}

export interface RecipientStanding {
  readonly objection: Objection | null;
  /** Since when Meta cannot reach them; null for who was reached since, or never tried. */
  readonly unreachableSince: Date | null;
}

export interface SuppressionFilters {
  readonly recipient?: RecipientKey;
  readonly limit: number;
  readonly cursor?: ListCursor;
}

export interface SuppressionPage {
  readonly items: readonly Suppression[];
  readonly nextCursor: string | null;
}

/**
 * The one list of this installation: a person who wants nothing from us wants nothing from any of our clients. What a client has
 * entered is seen and lifted by that client; `clientId` null sees and lifts all, what recipients said themselves included.
 */
export class SuppressionsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** For each of them what speaks against writing, the widest first; null where nothing does. */
  async against(addressees: readonly Addressee[]): Promise<readonly (Objection | null)[]> {
    const rows: Found[] = await this.dataSource.query(AGAINST, [JSON.stringify(addressees.map(rowOf))]);
    const found = new Map(rows.map((row) => [row.place, objectionOf(row)]));
    return addressees.map((_addressee, place) => found.get(place) ?? null);
  }

  /** The same and whether Meta reached them the last time, in one statement: of each message that is accepted both is asked. */
  async standingOf(addressees: readonly Addressee[]): Promise<readonly RecipientStanding[]> {
    const rows: Standing[] = await this.dataSource.query(STANDING, [JSON.stringify(addressees.map(rowOf))]);
    const standings = new Map(
      rows.map((row) => {
        const objection = row.id === null ? null : objectionOf(row);
        return [row.place, { objection, unreachableSince: row.unreachableSince }];
      }),
    );
    return addressees.map((_addressee, place) => standings.get(place) ?? { objection: null, unreachableSince: null });
  }

  /** A client's entry, which replaces its earlier one for the same recipient. Committed when it resolves. */
  async add(
    clientId: string,
    { recipientPhone, recipientUserId }: RecipientKey,
    scope: SuppressionScope,
    note: string | null,
  ): Promise<Suppression> {
    const [row]: Suppression[] = await this.dataSource.query(ADD, [
      recipientPhone,
      recipientUserId,
      scope,
      note,
      clientId,
    ]);
    if (row === undefined) throw new TypeError('PostgreSQL kept no suppression');
    return row;
  }

  /** False where there is none of that id, or none that this client may see, or it was lifted before. */
  async lift(id: string, clientId: string | null): Promise<boolean> {
    const lifted: unknown[] = await this.dataSource.query(LIFT, [id, clientId]);
    return lifted.length > 0;
  }

  /** Those that hold, the newest first. */
  async list({ recipient, limit, cursor }: SuppressionFilters, clientId: string | null): Promise<SuppressionPage> {
    const phone = recipient?.recipientPhone ?? null;
    const rows: Suppression[] = await this.dataSource.query(LIST, [
      recipient === undefined,
      phone === null ? [] : [phone],
      recipient?.recipientUserId ?? null,
      cursor?.createdAt ?? null,
      cursor?.id ?? null,
      limit + 1,
      clientId,
    ]);
    const items = rows.slice(0, limit);
    const last = rows.length > limit ? items.at(-1) : undefined;
    return {
      items,
      nextCursor: last === undefined ? null : new ListCursor(last.since.toISOString(), last.id).toString(),
    };
  }
}

function rowOf(addressee: Addressee, place: number): Readonly<Record<string, unknown>> {
  const { recipientPhone, recipientUserId, wabaId, templateName, templateLanguage } = addressee;
  const phones = recipientPhone === null ? [] : [recipientPhone];
  const spellings = phones.flatMap(phoneSpellings);
  return { place, phones, spellings, recipientUserId, wabaId, templateName, templateLanguage };
}

interface Found extends Suppression {
  readonly place: number;
  readonly certain: boolean;
}

/** `id` is null where nothing speaks against writing. */
type Standing = (Found | { readonly place: number; readonly id: null }) & Pick<RecipientStanding, 'unreachableSince'>;

function objectionOf({ id, recipientPhone, recipientUserId, scope, reason, note, since, certain }: Found): Objection {
  return { suppression: { id, recipientPhone, recipientUserId, scope, reason, note, since }, certain };
}

const COLUMNS = `s.id, s.recipient_phone AS "recipientPhone", s.recipient_user_id AS "recipientUserId", s.scope, s.reason,
  s.note, s.stopped_at AS since`;

/**
 * The row's own words. A stop and a resume in the same second of Meta's: the stop counts. Written so that no index fits it, here
 * and below: on tables without statistics PostgreSQL would read most of one (or, for EXISTS, of the table) for each row.
 */
const STANDS = 'COALESCE(s.stopped_at >= s.lifted_at, s.stopped_at IS NOT NULL)';

/**
 * A recipient may have stopped under the one id and resumed under the other, before anybody knew that they are one person's:
 * the later word counts. A client's entry is about nothing but itself.
 */
const HOLDS = `(${STANDS} AND (s.origin <> 'RECIPIENT' OR COALESCE(s.stopped_at >= (
  SELECT max(o.lifted_at) FILTER (WHERE o.origin = 'RECIPIENT') FROM ${personInSql('ARRAY[s.recipient_phone]', 's.recipient_user_id')} person
  JOIN suppressions o ON o.recipient_phone = ANY(person.phones) OR o.recipient_user_id = ANY(person.user_ids)
  ), true)))`;

/**
 * Of somebody whose data were erased only a keyed hash of the phone is left, and of the user ids those that lead to it: it is theirs
 * whichever id they are written to by. If they resumed since, they are known again by it.
 */
const ERASED = `(s.recipient_phone = ANY(ARRAY(SELECT erased_name(name) FROM unnest(person.phones) AS x (name)
    UNION ALL SELECT (SELECT r.phone FROM recipient_ids r WHERE r.user_id = erased_name(x.name)) FROM unnest(person.user_ids) AS x (name)))
  AND (s.origin <> 'RECIPIENT' OR COALESCE(s.stopped_at >= (
    SELECT max(o.lifted_at) FILTER (WHERE o.origin = 'RECIPIENT') FROM suppressions o
    WHERE o.recipient_phone = ANY(person.phones) OR o.recipient_user_id = ANY(person.user_ids)), true)))`;

/** A person who is written to by phone may have spoken under the user id alone, and the other way round. */
const ADDRESSEES = `
  json_to_recordset($1::json) AS x (place integer, phones text[], spellings text[], "recipientUserId" text, "wabaId" text,
    "templateName" text, "templateLanguage" text)
  CROSS JOIN LATERAL ${personInSql('x.phones', 'x."recipientUserId"')} person
  CROSS JOIN LATERAL (SELECT (SELECT t.category FROM templates t WHERE t.waba_id = x."wabaId" AND t.name = x."templateName"
    AND t.language = x."templateLanguage") AS category) told
  LEFT JOIN LATERAL (
    SELECT ${COLUMNS}, s.scope = 'all' OR told.category IS NOT NULL AS certain FROM suppressions s
    WHERE (s.recipient_phone = ANY(person.phones) OR s.recipient_user_id = ANY(person.user_ids) OR ${ERASED}) AND ${HOLDS}
      AND (s.scope = 'all' OR COALESCE(told.category, 'MARKETING') = 'MARKETING')
    ORDER BY s.scope = 'all' DESC, s.stopped_at DESC LIMIT 1
  ) found ON true`;

const AGAINST = `/* plan kept */
  SELECT x.place, found.* FROM ${ADDRESSEES} WHERE found.id IS NOT NULL`;

const STANDING = `/* plan kept */
  SELECT x.place, ${unreachableSinceInSql('x.spellings', 'x."recipientUserId"')} AS "unreachableSince", found.*
  FROM ${ADDRESSEES}`;

/** What somebody did here is an event of its own each time. */
function told(type: 'suppressed' | 'suppression_lifted', rows: string, at: string): string {
  return `told AS (
    INSERT INTO recipient_events (key, type, recipient_phone, recipient_user_id, occurred_at, data)
    SELECT 'OPERATOR:' || gen_random_uuid(), '${type}', recipient_phone, recipient_user_id, ${at},
      jsonb_build_object('scope', scope, 'reason', reason) FROM ${rows})`;
}

const ADD = `
  WITH s AS (INSERT INTO suppressions AS s (id, recipient_phone, recipient_user_id, origin, scope, reason, note, stopped_at)
  VALUES (gen_random_uuid(), $1, $2, $5, $3, 'OPERATOR', $4, date_trunc('milliseconds', now()))
  ON CONFLICT ((COALESCE(recipient_phone, recipient_user_id)), origin) DO UPDATE SET scope = excluded.scope,
    note = excluded.note, stopped_at = CASE WHEN ${STANDS} THEN s.stopped_at ELSE GREATEST(excluded.stopped_at, s.lifted_at) END
  RETURNING s.*), ${told('suppressed', 's', 'now()')}
  SELECT ${COLUMNS} FROM s`;

const LIFT = `
  WITH lifted AS (
    UPDATE suppressions s SET lifted_at = GREATEST(date_trunc('milliseconds', now()), s.stopped_at + interval '1 millisecond')
    WHERE s.id = $1 AND ($2::text IS NULL OR s.origin = $2) AND ${HOLDS} RETURNING s.*), ${told('suppression_lifted', 'lifted', 'lifted_at')}
  SELECT id FROM lifted`;

/** Of one person all that would refuse a message to them, by whichever id it was entered. */
const LIST = `
  SELECT ${COLUMNS} FROM suppressions s CROSS JOIN ${personInSql('$2::text[]', '$3::text')} person
  WHERE s.stopped_at IS NOT NULL AND ($7::text IS NULL OR s.origin = $7) AND ${HOLDS}
    AND ($1 OR s.recipient_phone = ANY(person.phones) OR s.recipient_user_id = ANY(person.user_ids) OR ${ERASED})
    AND ($4::timestamptz IS NULL OR (s.stopped_at, s.id) < ($4::timestamptz, $5::uuid))
  ORDER BY s.stopped_at DESC, s.id DESC LIMIT $6`;
