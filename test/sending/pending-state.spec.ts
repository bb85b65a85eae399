import { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MessageView, MessagesRepository } from '#messages';
import {
  ClaimsRepository,
  DueMessagesRepository,
  ExpiryRepository,
  QueueFiguresRepository,
  UnconfirmedRepository,
} from '#sending';
import { IDLE_LANES } from './idle-lanes.js';
import { LEASE_MS, OUTCOMES, SENDER, SendingDatabase, WABA } from './sending-database.js';

const MAX_MS = 21_600_000;
const SOLO_WAIT_MS = 900_000;

/** What is done to the message, its sender, its template and the installation; each is one statement. */
const WORK = {
  'never tried': 'SET attempt = 0',
  'never tried, and early for its recipient': 'SET attempt = 0, paced = true',
  'tried before': 'SET attempt = 1, attempted_at = now()',
  SENDING: `SET state = 1, attempt = 1, attempted_at = now(), lease_until = now() + interval '30 seconds'`,
  UNCONFIRMED: 'SET state = 2, attempt = 1, attempted_at = now(), unclear = 1',
  HELD: 'SET state = 3, attempt = 1, attempted_at = now(), unclear = 1',
} as const;
const SENDERS = {
  ACTIVE: 'SET half_open = false',
  'PAUSED by a person': `SET state = 'PAUSED', paused_by = 'PERSON'`,
  'PAUSED by an error while it waits': `SET state = 'PAUSED', paused_by = 'ERROR', wait_until = now() + interval '1 hour'`,
  waiting: `SET wait_until = now() + interval '5 minutes'`,
  'half-open': 'SET half_open = true',
  'half-open with another message under way': 'SET half_open = true',
  'half-open and waiting': `SET half_open = true, wait_until = now() + interval '1 hour'`,
} as const;
const TEMPLATES = {
  unknown: `SET name = 'another'`,
  APPROVED: `SET status = 'APPROVED'`,
  PAUSED: `SET status = 'PAUSED'`,
  'moved to MARKETING': `SET category = 'MARKETING', previous_category = 'UTILITY'`,
  'moved to MARKETING, which is not wanted': `SET category = 'MARKETING', previous_category = 'UTILITY'`,
} as const;
const NOT_WANTED = 'moved to MARKETING, which is not wanted';
const INSTALLATIONS = {
  enabled: 'SET sending_enabled = true',
  disabled: 'SET sending_enabled = false',
  'recovery needed': 'SET recovery_needed = true',
} as const;
const DUE_IN = { now: '0', later: '10 minutes' } as const;
const LIVES_FOR = { alive: '1 day', expired: '-1 second' } as const;

interface Case {
  readonly work: keyof typeof WORK;
  readonly sender: keyof typeof SENDERS;
  readonly template: keyof typeof TEMPLATES;
  readonly installation: keyof typeof INSTALLATIONS;
  readonly due: keyof typeof DUE_IN;
  readonly life: keyof typeof LIVES_FOR;
}

const names = <Name extends string>(table: Readonly<Record<Name, unknown>>): Name[] => {
  const found: Name[] = [];
  for (const name in table) found.push(name);
  return found;
};

let database: SendingDatabase;
/** One connection: what a test does there is one transaction that is taken back. */
let single: DataSource;
let messages: MessagesRepository;
let claims: ClaimsRepository;
let id: string;
let neighbour: string;

beforeAll(async () => {
  database = await SendingDatabase.start();
  const { options } = database.dataSource;
  if (options.type !== 'postgres') throw new Error('there is nothing but PostgreSQL');
  single = await new DataSource({ ...options, poolSize: 1 }).initialize();
  messages = new MessagesRepository(single, { maxMs: MAX_MS, soloWaitMs: SOLO_WAIT_MS });
  claims = new ClaimsRepository(single, LEASE_MS);
});

beforeEach(async () => {
  await database.empty();
  [id = '', neighbour = ''] = await database.messages(2);
  await database.sql(
    `INSERT INTO templates (waba_id, name, language, status, category, parameter_format, components, synced_at)
     VALUES ($1, 'po_notification', 'es', 'APPROVED', 'UTILITY', 'POSITIONAL', '[]', now())`,
    [WABA],
  );
});

afterAll(async () => {
  await single.destroy();
  await database.stop();
});

/** What `look` sees of the message in these circumstances; `now()` is the same moment in all of it. */
async function within<Seen>(circumstances: Case, look: () => Promise<Seen>): Promise<Seen> {
  const { work, sender, template, installation, due, life } = circumstances;
  const busy = sender === 'half-open with another message under way';
  const statements = [
    'BEGIN',
    `UPDATE send_queue ${WORK[work]} WHERE message_id = '${id}'`,
    `UPDATE send_queue SET due_at = now() + interval '${DUE_IN[due]}', expires_at = now() + interval '${LIVES_FOR[life]}'
     WHERE message_id = '${id}'`,
    `UPDATE whatsapp_messages SET scheduled_at = now() + interval '${DUE_IN[due]}' WHERE id = '${id}' AND ${due === 'later'}`,
    `UPDATE senders ${SENDERS[sender]}`,
    `UPDATE send_queue ${WORK.SENDING} WHERE ${busy} AND message_id = '${neighbour}'`,
    `UPDATE templates ${TEMPLATES[template]}`,
    `UPDATE installation ${INSTALLATIONS[installation]}, block_category_drift = ${template === NOT_WANTED}`,
  ];
  await single.query(statements.join(';\n'));
  try {
    return await look();
  } finally {
    await single.query('ROLLBACK');
  }
}

/** What a caller is told, and what the claim answers right after it. */
async function told(): Promise<{ reason: string; untilMs: number | null; claimable: boolean }> {
  const view = await messages.find(id, null);
  const [clock]: { now: Date }[] = await single.query('SELECT now()');
  if (view === null || clock === undefined) throw new Error('there is such a message');
  await single.query('SAVEPOINT before_claim');
  const [claim] = await claims.claim([id]);
  await single.query('ROLLBACK TO before_claim');
  const untilMs = view.pendingUntil === null ? null : Date.parse(view.pendingUntil) - clock.now.getTime();
  return { reason: view.pendingReason ?? 'none', untilMs, claimable: claim !== null };
}

/** All that is timed has happened that much earlier. */
async function pass(milliseconds: number): Promise<void> {
  const earlier = (column: string): string => `${column} = ${column} - make_interval(secs => $1::float8 / 1000)`;
  const times = ['due_at', 'expires_at', 'lease_until', 'attempted_at'].map(earlier).join(', ');
  await single.query(`UPDATE send_queue SET ${times}`, [milliseconds]);
  await single.query(`UPDATE senders SET ${earlier('wait_until')}`, [milliseconds]);
}

/** Whether what the reason names is really in the way. */
function isTrue(reason: string, { work, sender, template, installation, due }: Case): boolean {
  switch (reason) {
    case 'SCHEDULED':
      return work === 'never tried' && due === 'later';
    case 'DISABLED':
      return installation !== 'enabled';
    case 'SENDER_PAUSED':
      return sender !== 'ACTIVE' && sender !== 'half-open';
    case 'TEMPLATE_PAUSED':
      return template === 'PAUSED' || template === NOT_WANTED;
    case 'RETRYING':
      return work === 'tried before';
    case 'QUEUED':
      return work === 'never tried' || work === 'never tried, and early for its recipient';
    default:
      return reason === work;
  }
}

const everyCase = (work: Case['work'], sender: Case['sender']): Case[] =>
  names(TEMPLATES).flatMap((template) =>
    names(INSTALLATIONS).flatMap((installation) =>
      names(DUE_IN).flatMap((due) =>
        names(LIVES_FOR).map((life) => ({ work, sender, template, installation, due, life })),
      ),
    ),
  );

const pairs = names(WORK).flatMap((work) => names(SENDERS).map((sender) => ({ work, sender })));

const BUSY = 'half-open with';
const ENDED_BY_SWEEPS: ReadonlySet<string> = new Set(['SENDING', 'UNCONFIRMED']);
const BY_SOMEBODY: ReadonlySet<string> = new Set(['HELD', 'DISABLED', 'TEMPLATE_PAUSED']);

describe('why a message waits', () => {
  it.each(pairs)('is what the claim goes by: $work, its sender $sender', async ({ work, sender }) => {
    const lies = [];
    for (const circumstances of everyCase(work, sender)) {
      const seen = await within(circumstances, told);
      const says = (seen.reason === 'QUEUED' || seen.reason === 'RETRYING') && seen.untilMs === null;
      if (says !== seen.claimable || !isTrue(seen.reason, circumstances)) lies.push({ ...circumstances, ...seen });
      // Where somebody has to act there is no end of its own but the message's time.
      const somebody = BY_SOMEBODY.has(seen.reason) || (seen.reason === 'SENDER_PAUSED' && sender.startsWith('PAUSED'));
      const ends =
        circumstances.life === 'expired' && work !== 'HELD' && circumstances.installation !== 'recovery needed';
      if (somebody && (seen.untilMs !== null) !== ends) lies.push({ ...circumstances, ...seen });
    }
    expect(lies).toEqual([]);
  });

  it.each(pairs)('lasts until the moment that is told: $work, its sender $sender', async ({ work, sender }) => {
    const lies = [];
    const cases = everyCase(work, sender).filter(({ template }) => template === 'APPROVED' || template === 'PAUSED');
    for (const circumstances of cases) {
      const [seen, before, after] = await within(circumstances, async () => {
        const first = await told();
        if (first.untilMs === null || first.untilMs <= 0) return [first, first, null];
        await pass(first.untilMs - 1_000);
        const late = await told();
        await pass(1_000);
        return [first, late, await told()];
      });
      if (before.reason !== seen.reason) lies.push({ ...circumstances, seen, before });
      const stays = after !== null && after.reason === seen.reason && !after.claimable;
      if (stays && !ENDED_BY_SWEEPS.has(seen.reason) && !sender.startsWith(BUSY))
        lies.push({ ...circumstances, seen, after });
    }
    expect(lies).toEqual([]);
  });
});

async function view(): Promise<MessageView> {
  const found = await new MessagesRepository(database.dataSource, { maxMs: MAX_MS, soloWaitMs: SOLO_WAIT_MS }).find(
    id,
    null,
  );
  if (found === null) throw new Error('there is such a message');
  return found;
}

describe('a sweep', () => {
  const expiry = () => new ExpiryRepository(database.dataSource, SOLO_WAIT_MS);
  const sweep = async (): Promise<void> => {
    await expiry().expireLeases();
    await expiry().expireMessages();
    await new UnconfirmedRepository(database.dataSource, {
      waitMs: 120_000,
      soloWaitMs: SOLO_WAIT_MS,
      receiversHealthyForMs: 900_000,
      maxMs: MAX_MS,
      policy: 'auto',
      sendTimeoutMs: 9_000,
    }).decide();
  };
  /** Time passes until so many milliseconds before the moment that the message names. */
  const passUntil = async (beforeMs: number): Promise<void> => {
    const { pendingUntil } = await view();
    const [clock] = await database.sql<{ ms: number }>(
      'SELECT extract(epoch FROM $1::timestamptz - now())::float8 * 1000 AS ms',
      [pendingUntil],
    );
    if (clock === undefined) throw new Error('PostgreSQL has a clock');
    const shift = 'make_interval(secs => $1::float8 / 1000)';
    await database.sql(
      `UPDATE send_queue SET attempted_at = attempted_at - ${shift}, lease_until = lease_until - ${shift},
         expires_at = expires_at - ${shift}, due_at = due_at - ${shift}`,
      [clock.ms - beforeMs],
    );
    await database.sql(`UPDATE senders SET wait_until = wait_until - ${shift}`, [clock.ms - beforeMs]);
  };

  it.each([
    ['SENDING ends with its lease', 'UNCONFIRMED', beingSent],
    ['UNCONFIRMED ends at the limit', 'HELD', () => unconfirmed('1 day')],
    ['UNCONFIRMED that expires before the limit ends when it expires', 'none', () => unconfirmed('1 hour')],
    ['UNCONFIRMED that has expired ends after the solo wait', 'none', () => unconfirmed('-1 minute')],
    [
      'waiting for another try ends when the message expires before it',
      'none',
      () => refusedFor('10 minutes', '1 minute'),
    ],
    ['waiting for another message of a half-open sender ends with its lease', 'QUEUED', halfOpenAndBusy],
  ] as const)('finds the moment right at which %s', async (_what, next, arrange) => {
    await arrange();
    const { pendingReason } = await view();
    await passUntil(2_000);
    await sweep();
    expect(await view()).toMatchObject({ pendingReason });
    await passUntil(-100);
    await sweep();
    expect((await view()).pendingReason ?? 'none').toBe(next);
  });

  async function beingSent(): Promise<void> {
    await database.claim(id);
  }
  async function expireIn(time: string): Promise<void> {
    await database.sql('UPDATE send_queue SET expires_at = now() + $2::interval WHERE message_id = $1', [id, time]);
  }
  async function unconfirmed(livesFor: string): Promise<void> {
    await database.settle(id, await database.claim(id), OUTCOMES.unclear);
    await expireIn(livesFor);
  }
  async function refusedFor(time: string, livesFor: string): Promise<void> {
    await database.settle(id, await database.claim(id), OUTCOMES.again);
    await database.sql('UPDATE send_queue SET due_at = now() + $2::interval WHERE message_id = $1', [id, time]);
    await expireIn(livesFor);
  }
  async function halfOpenAndBusy(): Promise<void> {
    await database.sql('UPDATE senders SET half_open = true');
    await database.claim(neighbour);
    await database.sql('UPDATE senders SET wait_until = NULL WHERE phone_number_id = $1', [SENDER]);
  }

  it('ends what has expired in the queue: its moment was its last', async () => {
    await expireIn('-1 second');
    expect(await view()).toMatchObject({ pendingReason: 'QUEUED' });
    await sweep();
    expect(await view()).toMatchObject({ pendingReason: null, pendingUntil: null, error: { code: 'EXPIRED' } });
  });
});

describe('the statuses of a template that stop its messages', () => {
  const stopping = [
    'PAUSED',
    'DISABLED',
    'ARCHIVED',
    'PENDING',
    'IN_APPEAL',
    'REJECTED',
    'LIMIT_EXCEEDED',
    'PENDING_DELETION',
  ];

  it('are those that may pass: what fills the queue, counts and tells the caller goes by the same', async () => {
    for (const status of [...stopping, 'APPROVED', 'DELETED', 'UNKNOWN', 'SOMETHING_NEW']) {
      const stops = stopping.includes(status);
      await database.sql('UPDATE templates SET status = $1', [status]);
      await database.sql('UPDATE send_queue SET enqueued_at = NULL');
      const enqueued = await new DueMessagesRepository(database.dataSource).take(SENDER, 10, IDLE_LANES);
      const [figures] = await new QueueFiguresRepository(database.dataSource).read();
      expect([
        status,
        enqueued.length > 0,
        (await view()).pendingReason,
        (figures?.oldestClaimableSeconds ?? 0) > 0,
      ]).toEqual([status, !stops, stops ? 'TEMPLATE_PAUSED' : 'QUEUED', !stops]);
      expect(figures?.oldestDueSeconds).toBeGreaterThan(0);
    }
  });
});

describe('a message that Meta has', () => {
  it('waits for nothing, though an attempt of it is under way', async () => {
    await database.claim(id);
    await database.sql('UPDATE whatsapp_messages SET progress = 3 WHERE id = $1', [id]);
    expect(await view()).toMatchObject({ status: 'SENT', pendingReason: null, pendingUntil: null });
  });
});
