import { createHash } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import type { AccountEvent, ToldTemplate } from './account-event.js';

/** A webhook's event and whom its signature lets it speak for. */
export interface SignedAccountEvent {
  readonly event: AccountEvent;
  /** The senders whose app secrets signed it. */
  readonly senderIds: readonly string[];
}

export interface AccountEventOutcome {
  /**
   * `recorded`: kept, and nothing changed; `unchanged`: known already, and no news for the signers' senders either; `foreign`:
   * of an account that is none of the signers'.
   */
  readonly result: 'applied' | 'recorded' | 'unchanged' | 'foreign';
  readonly paused: readonly string[];
  readonly resumed: readonly string[];
}

type EventOf<Field extends AccountEvent['field']> = Extract<AccountEvent, { readonly field: Field }>;
type Change = Pick<AccountEventOutcome, 'paused' | 'resumed'> & { readonly changed: boolean };

const NOBODY: Change = { changed: true, paused: [], resumed: [] };
const NOTHING: Change = { ...NOBODY, changed: false };

/**
 * When Meta tells something of a template, an account or a number, this follows. Each event is kept once and has its effect
 * once for each sender that a secret which signed it is good for: Meta tells it to every app of the account, and each signs
 * with its own. Of two about the same thing the later by Meta's time holds, and of two in one second the one that stops more,
 * or for longer, so that neither order nor repetition matters.
 */
export class AccountEventsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Results in the order given; committed when it resolves. Whatever order they come in, rows are locked in one: templates, what
   * is to be read from Meta, senders, what is known of their accounts; as by whoever pauses them for a message (libs/sending).
   */
  take(events: readonly SignedAccountEvent[]): Promise<readonly AccountEventOutcome[]> {
    return this.dataSource.transaction(async (manager) => {
      const outcomes = events.map(() => UNCHANGED);
      const kept: Kept[] = [];
      for (const { index, event, senderIds } of inOneOrder(events)) {
        const ours = (await sendersOf(manager, event.wabaId)).filter((id) => senderIds.includes(id));
        if (ours.length === 0) outcomes[index] = FOREIGN;
        else {
          const { known, newly } = await keep(manager, event, ours);
          if (newly.length > 0) kept.push({ index, event, known, ours: newly });
        }
      }
      for (const [index, outcome] of await applyAll(manager, kept)) outcomes[index] = outcome;
      return outcomes;
    });
  }

  /**
   * How people call the number of a sender, by which webhooks of its account name it. What Meta told of that number before
   * has its effect now.
   */
  nameNumber(senderId: string, digits: string): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      const [named]: { wabaId: string }[] = await manager.query(NAME_NUMBER, [senderId, `+${digits}`]);
      if (named === undefined) return;
      const kept: KeptOfNumber[] = await manager.query(KEPT_OF_NUMBER, [named.wabaId, digits, senderId]);
      for (const { said, ...event } of kept) await apply(manager, { ...event, ...said }, [senderId], new Set());
    });
  }

  /** What was restricted until now goes on, one message at a time at first: Meta may have thought better of it. */
  liftEnded(): Promise<readonly string[]> {
    return this.dataSource.transaction(async (manager) => {
      const rows: { id: string }[] = await manager.query(ENDED);
      const ids = rows.map(({ id }) => id);
      if (ids.length === 0) return [];
      await manager.query(LOCK_SENDERS, [ids]);
      await manager.query(END, [ids]);
      return (await restate(manager, ids, false)).resumed;
    });
  }
}

/** An event that is news, its place among those told, and those of our senders that it is about. */
interface Kept {
  readonly index: number;
  readonly event: AccountEvent;
  /** It was said before, for others of them. */
  readonly known: boolean;
  readonly ours: readonly string[];
}

const UNCHANGED: AccountEventOutcome = { result: 'unchanged', paused: [], resumed: [] };
const FOREIGN: AccountEventOutcome = { ...UNCHANGED, result: 'foreign' };

/** In which two replicas that are told the same write it down. */
function inOneOrder(events: readonly SignedAccountEvent[]): readonly (SignedAccountEvent & Pick<Kept, 'index'>)[] {
  return events
    .map((signed, index) => ({ ...signed, index, key: `${signed.event.wabaId} ${JSON.stringify(signed.event)}` }))
    .toSorted((one, other) => (one.key < other.key ? -1 : Number(one.key > other.key)));
}

async function applyAll(
  manager: EntityManager,
  kept: readonly Kept[],
): Promise<readonly (readonly [number, AccountEventOutcome])[]> {
  const ofTemplates = kept.filter(({ event }) => 'template' in event);
  const ofSenders = kept.filter(({ event }) => !('template' in event));
  const outcomes: (readonly [number, AccountEventOutcome])[] = [];
  const toRead = new Set<string>();
  const applyEach = async (events: readonly Kept[]): Promise<void> => {
    for (const { index, event, known, ours } of events) {
      const { changed, paused, resumed } = await apply(manager, event, ours, toRead);
      outcomes.push([index, { result: changed ? 'applied' : known ? 'unchanged' : 'recorded', paused, resumed }]);
    }
  };
  await lockTemplates(manager, ofTemplates);
  await applyEach(ofTemplates);
  if (toRead.size > 0) await manager.query(REQUEST_SYNC, [[...toRead]]);
  // Whoever names one of them at this moment has done so, or finds what is kept here.
  if (ofSenders.length > 0) await manager.query(LOCK_SENDERS, [[...new Set(ofSenders.flatMap(({ ours }) => ours))]]);
  await applyEach(ofSenders);
  return outcomes;
}

async function lockTemplates(manager: EntityManager, kept: readonly Kept[]): Promise<void> {
  const templates = kept.flatMap(({ event }) =>
    'template' in event ? [{ wabaId: event.wabaId, ...event.template }] : [],
  );
  if (templates.length === 0) return;
  await manager.query(LOCK_TEMPLATES, [
    templates.map(({ wabaId }) => wabaId),
    templates.map(({ name }) => name),
    templates.map(({ language }) => language),
  ]);
}

async function sendersOf(manager: EntityManager, wabaId: string): Promise<readonly string[]> {
  const rows: { id: string }[] = await manager.query(
    'SELECT phone_number_id AS id FROM senders WHERE waba_id = $1 ORDER BY phone_number_id',
    [wabaId],
  );
  return rows.map((row) => row.id);
}

/** `known`: the same was said before, at the same time by Meta's clock, or ever where Meta gave none. `newly`: whom it was not said for. */
async function keep(
  manager: EntityManager,
  event: AccountEvent,
  ours: readonly string[],
): Promise<{ known: boolean; newly: readonly string[] }> {
  const { wabaId, field, occurredAt, timeOfReceipt, ...said } = event;
  const data = JSON.stringify(said);
  const fingerprint = createHash('sha256').update(data).digest();
  const key = [wabaId, field, occurredAt, timeOfReceipt, fingerprint];
  const kept: unknown[] = await manager.query(KEEP, [...key, data, ours]);
  if (kept.length > 0) return { known: false, newly: ours };
  // A template is the account's: what is said of it is the same for all senders.
  if ('template' in event) return { known: true, newly: [] };
  const rows: { newly: string[] }[] = await manager.query(SIGNED_AGAIN, [...key, ours]);
  return { known: true, newly: rows.flatMap(({ newly }) => newly).toSorted() };
}

const KEEP = `
  INSERT INTO account_events (waba_id, field, occurred_at, time_of_receipt, fingerprint, data, signed_for)
  VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING 1`;

const SIGNED_AGAIN = `
  WITH known AS (
    SELECT waba_id, field, occurred_at, fingerprint, ARRAY(SELECT unnest($6::text[]) EXCEPT SELECT unnest(signed_for)) AS newly
    FROM account_events
    WHERE waba_id = $1 AND field = $2 AND fingerprint = $5 AND (occurred_at = $3 OR ($4 AND time_of_receipt))
      AND NOT signed_for @> $6::text[]
    FOR UPDATE
  ), signed AS (
    UPDATE account_events e SET signed_for = e.signed_for || k.newly FROM known k
    WHERE e.waba_id = k.waba_id AND e.field = k.field AND e.occurred_at = k.occurred_at AND e.fingerprint = k.fingerprint
    RETURNING k.newly)
  SELECT * FROM signed`;

/** `toRead`: accounts whose templates are to be read from Meta again, added to. */
function apply(
  manager: EntityManager,
  event: AccountEvent,
  ours: readonly string[],
  toRead: Set<string>,
): Promise<Change> {
  switch (event.field) {
    case 'message_template_status_update':
      return setTemplateStatus(manager, event, toRead);
    case 'message_template_quality_update':
      return updateTemplate(manager, event, toRead, QUALITY, [event.quality]);
    case 'template_category_update':
      // An announcement tells the category that the template has: nothing changes yet.
      return event.previous === null
        ? Promise.resolve(NOTHING)
        : updateTemplate(manager, event, toRead, CATEGORY, [event.category, event.previous]);
    case 'message_template_components_update':
      return Promise.resolve(readAgain(toRead, event.wabaId));
    case 'account_update':
      return updateAccount(manager, event, ours);
    case 'account_review_update':
      return stateFact(manager, event, ours, { fact: 'ACCOUNT_REVIEW', stops: event.decision !== 'APPROVED' });
    case 'business_capability_update':
      return event.messagingLimit === null
        ? Promise.resolve(NOTHING)
        : changed(manager, ACCOUNT_LIMIT, [ours, event.occurredAt, event.messagingLimit]);
    case 'phone_number_quality_update':
      return updateNumber(manager, event, ours);
    case 'phone_number_name_update':
      return event.decision === 'APPROVED' && event.name !== null
        ? changed(manager, NUMBER_NAME, [ours, event.number, event.occurredAt, event.name])
        : Promise.resolve(NOTHING);
    case 'account_alerts':
    case 'security':
      return Promise.resolve(NOTHING);
  }
}

async function changed(manager: EntityManager, statement: string, parameters: unknown[]): Promise<Change> {
  const rows: unknown[] = await manager.query(statement, parameters);
  return rows.length > 0 ? NOBODY : NOTHING;
}

function readAgain(toRead: Set<string>, wabaId: string): Change {
  toRead.add(wabaId);
  return NOBODY;
}

type TemplateEvent = AccountEvent & { readonly template: ToldTemplate };

/** The first four parameters say which template and when; a template that is not known yet is read from Meta. */
async function updateTemplate(
  manager: EntityManager,
  { wabaId, template, occurredAt }: TemplateEvent,
  toRead: Set<string>,
  statement: string,
  values: readonly unknown[],
): Promise<Change> {
  const key = [wabaId, template.name, template.language];
  const known: unknown[] = await manager.query(
    'SELECT FROM templates WHERE waba_id = $1 AND name = $2 AND language = $3',
    key,
  );
  return known.length === 0 ? readAgain(toRead, wabaId) : changed(manager, statement, [...key, occurredAt, ...values]);
}

async function setTemplateStatus(
  manager: EntityManager,
  event: EventOf<'message_template_status_update'>,
  toRead: Set<string>,
): Promise<Change> {
  // FLAGGED, LOCKED, UNARCHIVED and what Meta invents next: its list says what they come to.
  if (event.status === null) return readAgain(toRead, event.wabaId);
  const change = await updateTemplate(manager, event, toRead, STATUS, [event.status, event.why]);
  // Of two in one second nobody knows which was the last but Meta's list; until it was read, what stops more holds.
  const inThatSecond: unknown[] = await manager.query(
    `SELECT FROM account_events WHERE waba_id = $1 AND field = $2 AND occurred_at = $3 AND data->'template' = $4::jsonb`,
    [event.wabaId, event.field, event.occurredAt, JSON.stringify(event.template)],
  );
  // With its status Meta may have decided that it is marketing: the list says since when and what it was before.
  const filedOtherwise: unknown[] = await manager.query(
    'SELECT FROM templates WHERE waba_id = $1 AND name = $2 AND language = $3 AND category <> $4',
    [event.wabaId, event.template.name, event.template.language, event.category],
  );
  if (inThatSecond.length > 1 || filedOtherwise.length > 0) readAgain(toRead, event.wabaId);
  return change;
}

/** Meta's list is the truth of its moment: a word that is older by more than what clocks differ comes too late. */
const STILL_NEWS = `$4 > t.synced_at - interval '1 minute'`;

/** The later in this list stops more, or for longer. */
const STATUSES = `ARRAY['APPROVED', 'PENDING', 'IN_APPEAL', 'LIMIT_EXCEEDED', 'PAUSED', 'ARCHIVED', 'REJECTED', 'DISABLED',
  'PENDING_DELETION', 'DELETED']`;

const STATUS = `
  WITH told AS (
    UPDATE templates t SET status = $5, status_told_at = $4,
      rejected_reason = CASE $5 WHEN 'REJECTED' THEN $6 WHEN 'APPROVED' THEN NULL ELSE t.rejected_reason END
    WHERE t.waba_id = $1 AND t.name = $2 AND t.language = $3 AND ${STILL_NEWS} AND (t.status_told_at IS NULL
      OR $4 > t.status_told_at
      OR ($4 = t.status_told_at AND array_position(${STATUSES}, $5) > COALESCE(array_position(${STATUSES}, t.status), 0)))
    RETURNING 1)
  SELECT * FROM told`;

const QUALITY = `
  WITH told AS (
    UPDATE templates t SET quality = $5, quality_told_at = $4
    WHERE t.waba_id = $1 AND t.name = $2 AND t.language = $3 AND ${STILL_NEWS} AND (t.quality_told_at IS NULL
      OR ($4, $5) > (t.quality_told_at, t.quality)) RETURNING 1)
  SELECT * FROM told`;

const CATEGORY = `
  WITH told AS (
    UPDATE templates t SET category = $5, previous_category = $6, category_told_at = $4
    WHERE t.waba_id = $1 AND t.name = $2 AND t.language = $3 AND ${STILL_NEWS} AND (t.category_told_at IS NULL
      OR ($4, $5) > (t.category_told_at, t.category)) RETURNING 1)
  SELECT * FROM told`;

interface Fact {
  readonly fact:
    'ACCOUNT_DISABLED' | 'ACCOUNT_DELETED' | 'ACCOUNT_OFFBOARDED' | 'ACCOUNT_RESTRICTED' | 'ACCOUNT_REVIEW';
  readonly stops: boolean;
  /** Null where Meta names no end. */
  readonly endsAt?: Date | null;
}

/** The one restriction under which no template goes out. */
const NO_TEMPLATES = 'RESTRICTED_BIZ_INITIATED_MESSAGING';

function factOf({ event, banState, restrictions }: EventOf<'account_update'>): Fact | null {
  switch (event) {
    case 'DISABLED_UPDATE':
      if (banState !== 'DISABLE' && banState !== 'REINSTATE') return null;
      return { fact: 'ACCOUNT_DISABLED', stops: banState === 'DISABLE' };
    case 'ACCOUNT_RESTRICTION': {
      const restriction = restrictions.find(({ type }) => type === NO_TEMPLATES);
      return restriction === undefined ? null : { fact: 'ACCOUNT_RESTRICTED', stops: true, endsAt: restriction.until };
    }
    case 'ACCOUNT_DELETED':
      return { fact: 'ACCOUNT_DELETED', stops: true };
    case 'ACCOUNT_OFFBOARDED':
      return { fact: 'ACCOUNT_OFFBOARDED', stops: true };
    case 'ACCOUNT_RECONNECTED':
      return { fact: 'ACCOUNT_OFFBOARDED', stops: false };
    default:
      return null;
  }
}

async function updateAccount(
  manager: EntityManager,
  event: EventOf<'account_update'>,
  ours: readonly string[],
): Promise<Change> {
  const fact = factOf(event);
  return fact === null ? NOTHING : stateFact(manager, event, ours, fact);
}

async function stateFact(
  manager: EntityManager,
  { wabaId, occurredAt }: AccountEvent,
  ours: readonly string[],
  { fact, stops, endsAt = null }: Fact,
): Promise<Change> {
  const news: { id: string; stops: boolean }[] = await manager.query(FACT, [
    ours,
    wabaId,
    fact,
    stops,
    endsAt,
    occurredAt,
  ]);
  const ids = news.map(({ id }) => id);
  return ids.length === 0
    ? NOTHING
    : restate(
        manager,
        ids,
        news.some((row) => row.stops),
      );
}

/**
 * Pauses or resumes by what each of these senders has been told of its account. Only a word that stops may pause who is at work:
 * what a person has resumed meanwhile stays so. Only what was paused for the account's own state is resumed, and only if that
 * was before the account went on: a word that comes late says nothing about a newer lock. The caller has locked the senders.
 */
async function restate(manager: EntityManager, senderIds: readonly string[], stops: boolean): Promise<Change> {
  const paused: { id: string }[] = await manager.query(PAUSE, [senderIds, stops]);
  const resumed: { id: string }[] = await manager.query(RESUME, [senderIds]);
  return { changed: true, paused: paused.map(({ id }) => id), resumed: resumed.map(({ id }) => id) };
}

/** The senders for whom it is news; `stops` is false where the end of a restriction is over already. */
const FACT = `
  INSERT INTO sender_account_facts AS f (sender_id, waba_id, fact, stops, ends_at, told_at)
  SELECT id, $2, $3, $4::boolean, $5::timestamptz, $6::timestamptz FROM unnest($1::text[]) AS x (id) ORDER BY id
  ON CONFLICT (sender_id, waba_id, fact) DO UPDATE SET stops = excluded.stops, ends_at = excluded.ends_at, told_at = excluded.told_at
  WHERE (excluded.told_at, excluded.stops, COALESCE(excluded.ends_at, 'infinity'))
    > (f.told_at, f.stops, COALESCE(f.ends_at, 'infinity'))
  RETURNING sender_id AS id, stops AND (ends_at IS NULL OR ends_at > now()) AS stops`;

const ENDED = `SELECT DISTINCT sender_id AS id FROM sender_account_facts WHERE stops AND ends_at <= now()`;
const END = `UPDATE sender_account_facts SET stops = false WHERE sender_id = ANY($1::text[]) AND stops AND ends_at <= now()`;

/** What all facts of a sender's account come to: one that stops it, null where none does; since when it is stopped, and until when it was. */
const STANDING = `standing AS (
    SELECT s.phone_number_id AS id, min(f.fact) FILTER (WHERE f.holds) AS fact, max(f.told_at) FILTER (WHERE f.holds) AS since,
      max(COALESCE(f.ends_at, f.told_at)) FILTER (WHERE NOT f.holds) AS until
    FROM senders s JOIN LATERAL (
      SELECT *, stops AND (ends_at IS NULL OR ends_at > now()) AS holds FROM sender_account_facts a
      WHERE a.sender_id = s.phone_number_id AND a.waba_id = s.waba_id) f ON true
    WHERE s.phone_number_id = ANY($1::text[]) GROUP BY s.phone_number_id)`;

const LOCK_TEMPLATES = `
  SELECT FROM templates t
  WHERE (t.waba_id, t.name, t.language) IN (SELECT * FROM unnest($1::text[], $2::text[], $3::text[]))
  ORDER BY t.waba_id, t.name, t.language FOR NO KEY UPDATE`;

// Also where it is being read: the list may have been asked for before this was told.
const REQUEST_SYNC = `
  INSERT INTO template_sync_requests (waba_id) SELECT DISTINCT waba_id FROM unnest($1::text[]) AS x (waba_id) ORDER BY waba_id
  ON CONFLICT (waba_id) DO UPDATE SET due_at = now()`;

const LOCK_SENDERS =
  'SELECT phone_number_id FROM senders WHERE phone_number_id = ANY($1::text[]) ORDER BY phone_number_id FOR UPDATE';

/** A locked account (131031) and a policy block (368) are the same thing, heard from a message first. A person's pause is never touched. */
const PAUSED_BY_ACCOUNT = `s.state = 'PAUSED' AND s.paused_by <> 'PERSON' AND s.pause_reason ~ '^(131031|368|ACCOUNT_[A-Z]+):'`;

/** By Meta's time: what ends the pause later is compared with it. */
const PAUSE = `
  WITH ${STANDING}, paused AS (
    UPDATE senders s SET state = 'PAUSED', paused_by = 'WEBHOOK', pause_reason = t.fact || ': by webhook', updated_at = now(),
      paused_at = GREATEST(s.paused_at, LEAST(t.since, now()))
    FROM standing t WHERE s.phone_number_id = t.id AND t.fact IS NOT NULL
      AND (($2::boolean AND s.state = 'ACTIVE') OR (${PAUSED_BY_ACCOUNT} AND s.pause_reason <> t.fact || ': by webhook'))
    RETURNING s.phone_number_id AS id)
  SELECT id FROM paused ORDER BY id`;

/** Meta's seconds are whole: what began within the last one may have been before its end. */
const RESUMED_AT = `t.until + interval '1 second'`;

/** A pause by an error is dated by our clock, which may be ahead; if the lock still holds, the one message that goes first tells. */
const LIFTED_UNTIL = `t.until + CASE s.paused_by WHEN 'ERROR' THEN interval '1 minute' ELSE interval '1 second' END`;

/**
 * Who is at work is resumed, too: what a message from before that time tells late of a lock is over for that sender as well.
 * What was sent since then may pause (take-back.ts), also before this was told.
 */
const RESUME = `
  WITH ${STANDING}, at_work AS (
    UPDATE senders s SET resumed_at = GREATEST(s.resumed_at, LEAST(${RESUMED_AT}, now()))
    FROM standing t WHERE s.phone_number_id = t.id AND t.fact IS NULL AND s.state = 'ACTIVE'
  ), resumed AS (
    UPDATE senders s SET state = 'ACTIVE', paused_by = NULL, pause_reason = NULL, paused_at = NULL, half_open = true,
      resumed_at = GREATEST(s.resumed_at, LEAST(${RESUMED_AT}, now())), wait_until = now(), updated_at = now()
    FROM standing t WHERE s.phone_number_id = t.id AND t.fact IS NULL AND ${PAUSED_BY_ACCOUNT} AND s.paused_at <= ${LIFTED_UNTIL}
    RETURNING s.phone_number_id AS id)
  SELECT id FROM resumed ORDER BY id`;

/** Webhooks name a number by its digits. Which of an account it is that we do not know yet, nobody can guess: it may be none of ours. */
const THE_NUMBER = `s.phone_number_id = ANY($1::text[]) AND regexp_replace(s.display_phone_number, '\\D', '', 'g') = $2`;

const NAME_NUMBER = `
  WITH named AS (
    UPDATE senders SET display_phone_number = $2 WHERE phone_number_id = $1 AND display_phone_number IS NULL
    RETURNING waba_id AS "wabaId")
  SELECT * FROM named`;

type Envelope = Pick<AccountEvent, 'wabaId' | 'occurredAt' | 'timeOfReceipt'>;
interface KeptOfNumber extends Envelope {
  readonly said:
    | Omit<EventOf<'phone_number_quality_update'>, keyof Envelope>
    | Omit<EventOf<'phone_number_name_update'>, keyof Envelope>;
}

const KEPT_OF_NUMBER = `
  SELECT waba_id AS "wabaId", occurred_at AS "occurredAt", time_of_receipt AS "timeOfReceipt",
    data || jsonb_build_object('field', field) AS said
  FROM account_events
  WHERE waba_id = $1 AND field IN ('phone_number_quality_update', 'phone_number_name_update') AND data->>'number' = $2
    AND $3 = ANY(signed_for) ORDER BY occurred_at`;

const ACCOUNT_LIMIT = `
  WITH told AS (
    UPDATE senders s SET messaging_limit = $3, limit_told_at = $2, updated_at = now()
    WHERE s.phone_number_id = ANY($1::text[]) AND (s.limit_told_at IS NULL OR ($2, $3) > (s.limit_told_at, s.messaging_limit))
    RETURNING 1)
  SELECT * FROM told`;

const NUMBER_NAME = `
  WITH told AS (
    UPDATE senders s SET verified_name = $4, name_told_at = $3, updated_at = now()
    WHERE ${THE_NUMBER} AND (s.name_told_at IS NULL OR ($3, $4) > (s.name_told_at, s.verified_name)) RETURNING 1)
  SELECT * FROM told`;

const NUMBER_LIMIT = `
  WITH told AS (
    UPDATE senders s SET messaging_limit = $4, limit_told_at = $3, updated_at = now()
    WHERE ${THE_NUMBER} AND (s.limit_told_at IS NULL OR ($3, $4) > (s.limit_told_at, s.messaging_limit)) RETURNING 1)
  SELECT * FROM told`;

/** FLAGGED is a number of low quality; UNFLAGGED one of which we do not know whether it is YELLOW or GREEN. */
const NUMBER_QUALITY = `
  WITH told AS (
    UPDATE senders s SET updated_at = now(),
      quality_told_at = CASE $4 WHEN 'THROUGHPUT_UPGRADE' THEN s.quality_told_at ELSE $3 END,
      quality_rating = CASE $4 WHEN 'FLAGGED' THEN 'RED' WHEN 'UNFLAGGED' THEN NULL ELSE s.quality_rating END,
      throughput_level = CASE $4 WHEN 'THROUGHPUT_UPGRADE' THEN 'HIGH' ELSE s.throughput_level END,
      throughput_told_at = CASE $4 WHEN 'THROUGHPUT_UPGRADE' THEN GREATEST(s.throughput_told_at, $3) ELSE s.throughput_told_at END
    WHERE ${THE_NUMBER} AND $4 IN ('FLAGGED', 'UNFLAGGED', 'THROUGHPUT_UPGRADE')
      AND ($4 = 'THROUGHPUT_UPGRADE' OR s.quality_told_at IS NULL OR $3 > s.quality_told_at OR ($3 = s.quality_told_at AND $4 = 'FLAGGED'))
    RETURNING 1)
  SELECT * FROM told`;

async function updateNumber(
  manager: EntityManager,
  { number, event, messagingLimit, occurredAt }: EventOf<'phone_number_quality_update'>,
  ours: readonly string[],
): Promise<Change> {
  const quality = await changed(manager, NUMBER_QUALITY, [ours, number, occurredAt, event]);
  const limit =
    messagingLimit === null
      ? NOTHING
      : await changed(manager, NUMBER_LIMIT, [ours, number, occurredAt, messagingLimit]);
  return quality.changed ? quality : limit;
}
