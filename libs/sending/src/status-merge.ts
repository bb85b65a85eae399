import type { EntityManager } from 'typeorm';
import { findErrorCode } from '#graph-api';
import { erasedWamid, META_STATUSES, PROGRESS, PROGRESS_OF_META, type MetaStatus } from '#messages';
import { lockMessages } from './locks.js';
import type { MessageNews } from './message-news.js';
import { recordAcceptances } from './record-acceptances.js';
import { ATTEMPTS_FORGOTTEN } from './restored-database.repository.js';
import { noteHearing } from './sender-hearing.js';
import type { StatusReport, StatusResult } from './status-report.js';
import { type CountedFailure, endReturns, forgetReturns, type ReturnedSend, takeBack } from './take-back.js';

interface Target {
  readonly messageId: string;
  readonly attempt: number | null;
  /** Whether the acceptance of that attempt stands there already, under that wamid. */
  readonly recorded: boolean;
}

interface Matched {
  readonly report: StatusReport;
  readonly target: Target;
}

export interface MergeOutcome {
  /** In the order of the reports. */
  readonly results: readonly StatusResult[];
  readonly news: readonly MessageNews[];
}

/**
 * Merges Meta's statuses into the messages: progress with GREATEST, times with LEAST, so that order and repetition cannot
 * matter and a replay changes no row. Meta's rules: docs/webhooks.md.
 */
export class StatusMerge {
  /** Statuses of wamids that nobody knows yet are parked: our own answer may not be stored yet. */
  async merge(manager: EntityManager, reports: readonly StatusReport[]): Promise<MergeOutcome> {
    // Of nearly all that are settled nothing was parked.
    if (reports.length === 0) return { results: [], news: [] };
    const targets = await findTargets(manager, reports);
    const matched = reports.flatMap((report, index): Matched[] => {
      const target = targets[index];
      return target === undefined || target === 'unknown' || target === 'foreign' ? [] : [{ report, target }];
    });
    const unknown = reports.filter((_report, index) => targets[index] === 'unknown');
    if (unknown.length > 0) await park(manager, unknown);
    const { news, noted, accepted } = await this.apply(manager, matched);
    // What came before the first word that told whose it is.
    const woken = accepted ? await this.applyParked(manager, [...new Set(matched.map(wamidOf))]) : null;
    const fresh = new Set(noted.map((entry) => `${entry.messageId} ${entry.status}`));
    const results = targets.map((target, index): StatusResult => {
      if (target === 'unknown') return 'parked';
      if (target === 'foreign') return 'foreign';
      if (reports[index]?.status === 'other') return 'recorded';
      return fresh.has(`${target.messageId} ${reports[index]?.status ?? ''}`) ? 'applied' : 'unchanged';
    });
    // What is applied again, or was parked, says nothing of how far Meta reaches us now.
    await noteHearing(
      manager,
      reports.flatMap((report, index) =>
        report.receivedAt === undefined ? [{ report, isNew: results[index] === 'applied' }] : [],
      ),
    );
    return { results, news: [...news, ...(woken?.news ?? [])] };
  }

  /**
   * What was parked for these wamids, now that they are known; the caller holds the locks of their messages. What another
   * sender's webhook said of them goes too, without effect.
   */
  async applyParked(manager: EntityManager, wamids: readonly string[]): Promise<MergeOutcome> {
    const rows: ParkedRow[] = await manager.query(TAKE_PARKED, [wamids]);
    return this.merge(manager, rows.flatMap(reportOfParked));
  }

  private async apply(
    manager: EntityManager,
    found: readonly Matched[],
  ): Promise<{ news: readonly MessageNews[]; noted: readonly Line[]; accepted: boolean }> {
    if (found.length === 0) return { news: [], noted: [], accepted: false };
    const { erased, accepted } = await lockMessages(manager, [...new Set(found.map(({ target }) => target.messageId))]);
    const matched = found.map((entry) => (erased.has(entry.target.messageId) ? withoutPerson(entry) : entry));
    const delivered = new Set(matched.flatMap(wamidOfDelivery));
    const proved = await forgetReturns(manager, [...delivered]);
    // What has arrived did not come back, in whatever order the two were said.
    const returned = await takeBack(
      manager,
      matched.flatMap(returnedSend).filter(({ wamid }) => !delivered.has(wamid)),
    );
    const counted = await endReturns(manager, matched.flatMap(wamidOfOwnFailure));
    const failed = new Set(
      matched.flatMap(({ report, target }) => (report.failure === null ? [] : [target.messageId])),
    );
    const acceptances = await recordAcceptances(
      manager,
      // Once more it would change nothing, unless the message has just come back: most statuses would take longest for it.
      matched.flatMap(({ report: { wamid }, target: { messageId, attempt, recorded } }) =>
        recorded && accepted.has(messageId) && !failed.has(messageId)
          ? []
          : [{ messageId, attempt, wamid, via: 'WEBHOOK', metaStatus: null }],
      ),
    );
    const rows = [...matched.map(toRow), ...counted.map(rowOfCounted)];
    const [{ lines, changed }]: [Merged] = await manager.query(MERGE, [JSON.stringify(rows)]);
    await dateLines(manager, lines, matched);
    const news = changed.flatMap(reachedBy);
    const noted = lines.filter(({ fresh }) => fresh);
    return { news: [...proved, ...acceptances, ...news, ...returned], noted, accepted: acceptances.length > 0 };
  }
}

/** What Meta says of a message whose recipient's data were erased counts, and brings nothing of them back. */
function withoutPerson({ report, target }: Matched): Matched {
  const failure = report.failure === null ? null : { ...report.failure, details: null };
  return { report: { ...report, wamid: erasedWamid(report.wamid), failure }, target };
}

/** A line of a timeline that was told now. */
interface Line {
  readonly messageId: string;
  readonly status: MetaStatus;
  /** It was not there yet; else it was told without a time before, and now with one. */
  readonly fresh: boolean;
}

async function dateLines(manager: EntityManager, lines: readonly Line[], matched: readonly Matched[]): Promise<void> {
  const undated = new Set(lines.flatMap(({ messageId, fresh }) => (fresh ? [] : [messageId])));
  if (undated.size === 0) return;
  await manager.query(DATE, [JSON.stringify(matched.filter(({ target }) => undated.has(target.messageId)).map(toRow))]);
}

interface Merged {
  readonly lines: readonly Line[];
  readonly changed: readonly Changed[];
}

/** A message whose row became another. */
interface Changed extends Omit<MessageNews, 'status' | 'sendableSince'> {
  readonly sendableSince: string;
  readonly was: number;
  readonly progress: number;
}

/**
 * What is told of a message is how far it got, whichever words it got there by; that Meta has it is told when the acceptance
 * is recorded. A failure that comes after a delivery, or a second one, stands in the timeline only.
 */
function reachedBy({ was, progress, code, sendableSince, ...changed }: Changed): MessageNews[] {
  const reached = (at: number): boolean => was < at && progress >= at;
  const entry = { ...changed, sendableSince: new Date(sendableSince) };
  const news: MessageNews[] = [];
  if (was < PROGRESS.failedAfterAcceptance && progress === PROGRESS.failedAfterAcceptance)
    news.push({ ...entry, status: 'FAILED', code });
  if (reached(PROGRESS.delivered)) news.push({ ...entry, status: 'DELIVERED', code: null });
  if (reached(PROGRESS.read)) news.push({ ...entry, status: 'READ', code: null });
  return news;
}

interface ParkedRow {
  readonly wamid: string;
  readonly status: string;
  readonly sender_id: string;
  readonly occurred_at: Date;
  readonly received_at: Date;
  readonly payload: Pick<StatusReport, 'failure' | 'blocks' | 'pricing'> & { readonly timeOfReceipt: boolean };
}

function reportOfParked(row: ParkedRow): StatusReport[] {
  const status = META_STATUSES.find((known) => known === row.status);
  if (status === undefined) return [];
  const { failure, blocks, pricing, timeOfReceipt } = row.payload;
  return [
    {
      wamid: row.wamid,
      status,
      occurredAt: row.occurred_at,
      timeOfReceipt,
      senderId: row.sender_id,
      attemptOf: null,
      failure,
      blocks,
      pricing,
      receivedAt: row.received_at,
    },
  ];
}

/**
 * The message that is known by that wamid, else the one that our callback data names. A message of another sender is none of
 * this webhook's business: nor does what that one's webhooks said of a wamid hide a message of ours.
 */
async function findTargets(
  manager: EntityManager,
  reports: readonly StatusReport[],
): Promise<readonly (Target | 'unknown' | 'foreign')[]> {
  const named = reports.flatMap(({ attemptOf }) => (attemptOf === null ? [] : [attemptOf]));
  const rows: readonly TargetRow[] = await manager.query(TARGETS, [
    named.map(({ messageId }) => messageId),
    reports.map((report) => report.wamid),
    named.filter(({ attempt }) => attempt > ATTEMPTS_FORGOTTEN).map(({ messageId }) => messageId),
  ]);
  const byId = new Map(rows.flatMap((row) => (row.wamid === null ? [[row.message_id, row] as const] : [])));
  const byWamid = new Map(rows.map((row) => [row.wamid, row]));
  const unknown = reports.flatMap(({ wamid, attemptOf }) =>
    byWamid.has(wamid) || byId.has(attemptOf?.messageId ?? '') ? [] : [wamid],
  );
  for (const [wamid, row] of await findErased(manager, unknown)) byWamid.set(wamid, row);
  return reports.map(({ attemptOf, wamid, senderId }) => {
    const known = byWamid.get(wamid);
    const told = attemptOf === null ? undefined : byId.get(attemptOf.messageId);
    if (known === undefined && told === undefined) return 'unknown';
    const target = [known, told].find((row) => row?.sender_id === senderId);
    if (target === undefined) return 'foreign';
    const attempt = told?.message_id === target.message_id ? credibleAttempt(attemptOf, told) : null;
    const recorded = target === known && target.attempt !== null;
    return { messageId: target.message_id, attempt: target.attempt ?? attempt, recorded };
  });
}

/** Of those wamids that nobody knows the ones of messages whose data were erased. */
async function findErased(
  manager: EntityManager,
  wamids: readonly string[],
): Promise<readonly (readonly [string, TargetRow])[]> {
  if (wamids.length === 0) return [];
  const names = new Map(wamids.map((wamid) => [erasedWamid(wamid), wamid]));
  const rows: readonly TargetRow[] = await manager.query(TARGETS, [[], [...names.keys()], []]);
  return rows.flatMap((row) => {
    const wamid = names.get(row.wamid ?? '');
    return wamid === undefined ? [] : [[wamid, row] as const];
  });
}

/** Of whom a message is: by its wamid, or (null) by its own id. */
interface TargetRow {
  readonly wamid: string | null;
  readonly message_id: string;
  readonly sender_id: string;
  /** Whose wamid it is. */
  readonly attempt: number | null;
  /** The last one that we know of; looked up only where a number is told that no young message can have. */
  readonly last_attempt: number | null;
}

/** A restored database has forgotten attempts, but not without end: an absurd number would become that of our next ones. */
function credibleAttempt(attemptOf: StatusReport['attemptOf'], { last_attempt }: TargetRow): number | null {
  const attempt = attemptOf?.attempt ?? null;
  return attempt !== null && attempt > (last_attempt ?? 0) + ATTEMPTS_FORGOTTEN ? null : attempt;
}

const TARGETS = `/* plan kept */
  SELECT NULL AS wamid, m.id AS message_id, NULL::integer AS attempt, m.sender_id, CASE WHEN m.id = ANY($3::uuid[]) THEN
    GREATEST(m.attempts, (SELECT q.attempt FROM send_queue q WHERE q.message_id = m.id),
      (SELECT max(a.attempt) FROM send_attempts a WHERE a.message_id = m.id)) END AS last_attempt
  FROM whatsapp_messages m WHERE m.id = ANY($1::uuid[])
  UNION ALL
  SELECT w.wamid, w.message_id, w.attempt, m.sender_id, NULL
  FROM wamids w JOIN whatsapp_messages m ON m.id = w.message_id WHERE w.wamid = ANY($2::text[])`;

async function park(manager: EntityManager, reports: readonly StatusReport[]): Promise<void> {
  const rows = reports.map((report) => {
    const { wamid, status, failure, blocks, pricing, timeOfReceipt, senderId, occurredAt, receivedAt } = report;
    return {
      wamid,
      status,
      errorCode: failure?.code ?? '',
      senderId,
      occurredAt,
      receivedAt: receivedAt ?? null,
      payload: { failure, blocks, pricing, timeOfReceipt: timeOfReceipt === true },
    };
  });
  await manager.query(PARK, [JSON.stringify(rows)]);
}

function wamidOf({ report }: Matched): string {
  return report.wamid;
}

function wamidOfDelivery({ report }: Matched): string[] {
  return report.status === 'delivered' || report.status === 'read' ? [report.wamid] : [];
}

function wamidOfOwnFailure({ report }: Matched): string[] {
  return report.failure !== null && report.blocks === null ? [report.wamid] : [];
}

function rowOfCounted(failure: CountedFailure): Record<string, unknown> {
  const advice = findErrorCode(Number(failure.code))?.advice ?? null;
  return { ...failure, status: 'failed', progress: PROGRESS_OF_META.failed, advice };
}

function returnedSend({ report: { wamid, failure, blocks, occurredAt }, target }: Matched): ReturnedSend[] {
  return failure === null || blocks === null ? [] : [{ ...target, wamid, code: failure.code, blocks, occurredAt }];
}

/** What is not there is left out: to PostgreSQL it is the same, and it is read faster. */
function toRow({ report, target }: Matched): Record<string, unknown> {
  const { wamid, status, occurredAt, pricing, failure } = report;
  return {
    messageId: target.messageId,
    attempt: target.attempt ?? undefined,
    wamid,
    status,
    progress: PROGRESS_OF_META[status],
    occurredAt,
    receivedAt: report.receivedAt,
    guessed: report.timeOfReceipt === true,
    ...(pricing !== null && { pricing }),
    ...(failure !== null && {
      code: failure.code,
      title: failure.title,
      details: failure.details ?? undefined,
      advice: failure.advice,
    }),
  };
}

/** A wamid of our own is known as soon as Meta's answer is stored, and most statuses name their message themselves. */
export const PARKED_FOR_MS = 24 * 60 * 60_000;
/** The same for PostgreSQL. */
export const PARKED_FOR = `interval '${PARKED_FOR_MS} milliseconds'`;

const TAKE_PARKED =
  '/* plan kept */ WITH taken AS (DELETE FROM parked_statuses WHERE wamid = ANY($1::text[]) RETURNING *) SELECT * FROM taken';

const PARK = `
  INSERT INTO parked_statuses (wamid, status, error_code, sender_id, occurred_at, received_at, payload)
  SELECT DISTINCT ON (wamid, "senderId", status, "errorCode") wamid, status, "errorCode", "senderId", "occurredAt",
    COALESCE("receivedAt", now()), payload
  FROM json_to_recordset($1::json) AS x (wamid text, status text, "errorCode" text, "senderId" text,
    "occurredAt" timestamptz, "receivedAt" timestamptz, payload jsonb)
  WHERE COALESCE("receivedAt", now()) > now() - ${PARKED_FOR}
  ORDER BY wamid, "senderId", status, "errorCode", payload ->> 'timeOfReceipt' = 'true', "occurredAt"
  ON CONFLICT (wamid, sender_id, status, error_code) DO UPDATE SET occurred_at = EXCLUDED.occurred_at, payload = EXCLUDED.payload
  WHERE parked_statuses.payload ->> 'timeOfReceipt' = 'true' AND EXCLUDED.payload ->> 'timeOfReceipt' = 'false'`;

const TOLD = `told AS MATERIALIZED (
    SELECT * FROM json_to_recordset($1::json) AS x ("messageId" uuid, attempt integer, wamid text, status text, progress smallint,
      "occurredAt" timestamptz, "receivedAt" timestamptz, guessed boolean, pricing jsonb, code text, title text, details text, advice text)
  )`;

/** Of the same said with a time and without, the time counts. */
const LINES = `lines AS (
    SELECT DISTINCT ON ("messageId", status, wamid, code) *, status || ':' || wamid || COALESCE(':' || code, '') AS key,
      jsonb_strip_nulls(jsonb_build_object('code', code, 'title', title, 'detail', details, 'pricing', pricing,
        'timeOfReceipt', NULLIF(guessed, false))) AS data
    FROM told WHERE status <> 'other' ORDER BY "messageId", status, wamid, code, guessed, "occurredAt"
  )`;

/**
 * One line of the timeline for each (wamid, status, error): what is there already is no news. Meta repeats a fifth of what it
 * says, so of that it is only looked up whether it has a time.
 */
const NOTE = `${LINES}, noted AS (
    INSERT INTO message_events (message_id, key, type, occurred_at, data)
    SELECT "messageId", key, status, "occurredAt", data
    FROM lines ORDER BY "messageId", key ON CONFLICT DO NOTHING RETURNING message_id, key
  ), failures AS (
    INSERT INTO message_failures (message_id, code, failed_at, source, sender_id, template_name)
    SELECT DISTINCT ON (i."messageId", i.code) i."messageId", i.code, i."occurredAt", 'META', m.sender_id, m.template_name
    FROM lines i JOIN whatsapp_messages m ON m.id = i."messageId" WHERE i.status = 'failed' AND i.code IS NOT NULL
    ORDER BY i."messageId", i.code, i.guessed, i."occurredAt" ON CONFLICT DO NOTHING
  ), news AS (
    SELECT i."messageId", i.status, n.key IS NOT NULL AS fresh
    FROM lines i LEFT JOIN noted n ON n.message_id = i."messageId" AND n.key = i.key
    WHERE n.key IS NOT NULL OR (NOT i.guessed AND (
      SELECT e.data ? 'timeOfReceipt' FROM message_events e WHERE e.message_id = i."messageId" AND e.key = i.key))
  )`;

/** A line that was told without a time gets the one that Meta gives when it says the same again. */
const DATE = `/* plan kept */
  WITH ${TOLD}, ${LINES}, dated AS (
    UPDATE message_events e SET occurred_at = i."occurredAt", data = i.data
    FROM lines i WHERE e.message_id = i."messageId" AND e.key = i.key AND NOT i.guessed AND e.data ? 'timeOfReceipt'
    RETURNING i."messageId", i.code, i."occurredAt"
  )
  UPDATE message_failures f SET failed_at = d."occurredAt" FROM dated d WHERE f.message_id = d."messageId" AND f.code = d.code`;

/**
 * The lattice. Meta's times are whole seconds and can lie before our own row was written; they are never shown as earlier
 * than that. `sent_at` is by our own clock, and may be later than a delivery in the same second. Delivered is implied by read
 * (Meta skips it when the chat is open). Of several failures the first is shown, until a delivery proves it wrong; then it
 * stays in the timeline only. What Meta took back says nothing of the message any more. The time of receipt, where Meta gave none, counts only while there is no other, and a
 * later one never: `undated` names what is dated so. Meta gives one price
 * with every status; should two differ, the greater JSON stays: any rule will do that is the same in every order.
 */
const LATTICE = `said AS (
    SELECT x.*, GREATEST(x."occurredAt", m.created_at) AS at
    FROM told x JOIN whatsapp_messages m ON m.id = x."messageId"
    WHERE NOT EXISTS (SELECT FROM returned_sends r WHERE r.wamid = x.wamid)
  ), input AS (
    SELECT "messageId" AS id, max(progress) AS progress,
      min(at) FILTER (WHERE status IN ('delivered', 'read') AND NOT guessed) AS delivered,
      min(at) FILTER (WHERE status IN ('delivered', 'read') AND guessed) AS delivered_guess,
      min(at) FILTER (WHERE status = 'read' AND NOT guessed) AS read,
      min(at) FILTER (WHERE status = 'read' AND guessed) AS read_guess,
      min(at) FILTER (WHERE status = 'failed' AND NOT guessed) AS failed,
      min(at) FILTER (WHERE status = 'failed' AND guessed) AS failed_guess,
      (array_agg(code ORDER BY guessed, at, code) FILTER (WHERE status = 'failed'))[1] AS code,
      (array_agg(title ORDER BY guessed, at, code) FILTER (WHERE status = 'failed'))[1] AS title,
      (array_agg(details ORDER BY guessed, at, code) FILTER (WHERE status = 'failed'))[1] AS details,
      (array_agg(advice ORDER BY guessed, at, code) FILTER (WHERE status = 'failed'))[1] AS advice,
      (array_agg(pricing ORDER BY pricing DESC) FILTER (WHERE pricing IS NOT NULL))[1] AS pricing
    FROM said GROUP BY "messageId"
  ), dated AS (
    SELECT m.id, m.progress AS was, GREATEST(m.progress, i.progress) AS progress, GREATEST(m.pricing, i.pricing) AS pricing,
      i.code, i.title, i.details, i.advice,
      LEAST(CASE WHEN 'delivered' = ANY (m.undated) THEN NULL ELSE m.delivered_at END, i.delivered) AS delivered,
      COALESCE(m.delivered_at, i.delivered_guess) AS delivered_guess,
      LEAST(CASE WHEN 'read' = ANY (m.undated) THEN NULL ELSE m.read_at END, i.read) AS read,
      COALESCE(m.read_at, i.read_guess) AS read_guess,
      LEAST(CASE WHEN 'failed' = ANY (m.undated) THEN NULL ELSE m.failed_at END, i.failed) AS failed,
      COALESCE(m.failed_at, i.failed_guess) AS failed_guess,
      i.code IS NOT NULL AND (m.error_code IS NULL OR (i.failed IS NOT NULL
        AND ('failed' = ANY (m.undated) IS TRUE OR (i.failed, i.code) < (m.failed_at, m.error_code)))) AS first_failure
    FROM input i JOIN whatsapp_messages m ON m.id = i.id
  ), merged AS (
    SELECT *, COALESCE(delivered, delivered_guess) AS delivered_at, COALESCE(read, read_guess) AS read_at,
      CASE WHEN progress < 5 THEN COALESCE(failed, failed_guess) END AS failed_at,
      NULLIF(array_remove(ARRAY[
        CASE WHEN delivered IS NULL AND delivered_guess IS NOT NULL THEN 'delivered' END,
        CASE WHEN read IS NULL AND read_guess IS NOT NULL THEN 'read' END,
        CASE WHEN failed IS NULL AND failed_guess IS NOT NULL AND progress < 5 THEN 'failed' END], NULL), '{}') AS undated
    FROM dated
  ), changed AS (
  UPDATE whatsapp_messages m SET progress = n.progress, delivered_at = n.delivered_at, read_at = n.read_at,
    failed_at = n.failed_at, undated = n.undated, pricing = n.pricing,
    error_code = CASE WHEN n.progress >= 5 THEN NULL WHEN n.first_failure THEN n.code ELSE m.error_code END,
    error_source = CASE WHEN n.progress >= 5 THEN NULL WHEN n.first_failure THEN 'META' ELSE m.error_source END,
    error_message = CASE WHEN n.progress >= 5 THEN NULL WHEN n.first_failure THEN n.title ELSE m.error_message END,
    error_details = CASE WHEN n.progress >= 5 THEN NULL WHEN n.first_failure THEN n.details ELSE m.error_details END,
    error_advice = CASE WHEN n.progress >= 5 THEN NULL WHEN n.first_failure THEN n.advice ELSE m.error_advice END,
    updated_at = now()
  FROM merged n
  WHERE m.id = n.id AND (m.progress <> n.progress OR m.delivered_at IS DISTINCT FROM n.delivered_at
    OR m.read_at IS DISTINCT FROM n.read_at OR m.failed_at IS DISTINCT FROM n.failed_at
    OR m.undated IS DISTINCT FROM n.undated OR m.pricing IS DISTINCT FROM n.pricing
    OR (n.progress < 5 AND n.first_failure))
  RETURNING m.id AS "messageId", n.was, n.progress, m.error_code AS code, m.sender_id AS "senderId", m.template_name AS "templateName",
    GREATEST(m.created_at, m.scheduled_at) AS "sendableSince"
  )`;

/**
 * Meta's word that an attempt arrived there: the evidence on which unclear neighbours are judged. The CASE hides from the planner
 * how few attempts are unconfirmed as a rule: believing in a single one, it compared each of them with each of ours.
 */
const CONFIRM = `arrived AS (
    SELECT "messageId" AS id, attempt, max(COALESCE("receivedAt", now())) AS received
    FROM told WHERE attempt IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
  ), confirmed AS (
    UPDATE send_attempts a SET confirmed_at = x.received, outcome = COALESCE(a.outcome, 'accepted')
    FROM arrived x WHERE a.message_id = x.id AND a.attempt = x.attempt
      AND CASE WHEN a.confirmed_at IS NULL THEN true ELSE false END
  )`;

/** All of it in one statement, so that what was told is read once: none of the parts needs what another one writes. */
const MERGE = `/* plan kept */
  WITH ${TOLD}, ${NOTE}, ${LATTICE}, ${CONFIRM}
  SELECT (SELECT COALESCE(json_agg(n), '[]') FROM news n) AS lines, (SELECT COALESCE(json_agg(c), '[]') FROM changed c) AS changed`;
