import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { GraphApi, graphErrorCodes } from '#graph-api';
import { SendersRepository } from '#senders';
import { ClaimsRepository, SenderTurnsRepository, SettlementsRepository } from '#sending';
import { CheckBeforeSending } from '../../apps/worker/src/send/check-before-sending.js';
import { SendMessage } from '../../apps/worker/src/send/send-message.js';
import { SenderHealth } from '../../apps/worker/src/send/sender-health.js';
import { SenderPaces } from '../../apps/worker/src/send/sender-paces.js';
import { type IdleWorker, idleWorker } from '../support/idle-worker.js';
import { SENDER, SendingDatabase, WABA, statusOf } from './sending-database.js';

const MAX_ATTEMPTS = 3;

let database: SendingDatabase;
let worker: IdleWorker;
let proxy: Server;
/** What stands between us and Meta answers this to everything. */
let answer: { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> };
let calls: number;
/** What happens while Meta is asked. */
let meanwhile: () => Promise<unknown>;

beforeAll(async () => {
  database = await SendingDatabase.start();
  proxy = createServer((request, response) => {
    if (request.url?.endsWith('/messages') === true) calls += 1;
    request.resume();
    void meanwhile().then(() => response.writeHead(answer.status, answer.headers).end(answer.body));
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  worker = await idleWorker(
    { databaseUrl: database.url, sandboxUrl: urlOf(proxy) },
    { environment: { MAX_ATTEMPTS: String(MAX_ATTEMPTS) } },
  );
});

beforeEach(async () => {
  await database.empty();
  calls = 0;
  meanwhile = () => Promise.resolve();
  answer = { status: 200, body: '{"messages":[{"id":"wamid.of-meta"}]}' };
});

afterAll(async () => {
  await worker.module.close();
  proxy.close();
  await database.stop();
});

const send = (id: string): Promise<string> => worker.send(id);

describe('a half-open sender whose one message is not sent after all', () => {
  beforeEach(() => database.sql('UPDATE senders SET half_open = true'));

  const suppress = (): Promise<unknown> =>
    database.sql(
      `INSERT INTO suppressions (id, recipient_phone, origin, scope, reason, stopped_at)
       VALUES (gen_random_uuid(), '+34611111111', 'OPERATOR', 'all', 'OPERATOR', now())`,
    );
  const suppressed = (): Promise<string> => database.message({ recipientPhone: '+34611111111' });

  it('sends the next one at once where its recipient is suppressed', async () => {
    await suppress();
    expect(await send(await suppressed())).toContain('refused_by_us');
    expect(await send(await database.message())).toContain('accepted');
    expect(calls).toBe(1);
  });

  it('sends the next one at once where its template has changed', async () => {
    await database.sql(
      `INSERT INTO templates (waba_id, name, language, status, category, parameter_format, components, synced_at)
       VALUES ($1, 'changed', 'es', 'APPROVED', 'UTILITY', 'POSITIONAL', '[{"type":"BODY","text":"Hola"}]', now())`,
      [WABA],
    );
    expect(await send(await database.message({ templateName: 'changed', bodyText: null }))).toContain('refused_by_us');
    expect(await send(await database.message())).toContain('accepted');
  });

  it('sends the next one at once where it goes back to the queue unsent', async () => {
    await database.sql('ALTER TABLE suppressions RENAME TO away');
    const report = await send(await database.message());
    await database.sql('ALTER TABLE away RENAME TO suppressions');
    expect(report).toContain('not_checked');
    expect(await send(await database.message())).toContain('accepted');
  });

  it('waits all the same where Meta has asked for it meanwhile', async () => {
    const claims = worker.module.get(ClaimsRepository);
    const [claim] = await claims.claim([await database.message()]);
    await worker.module.get(SendersRepository).wait(SENDER, 60_000);
    if (!claim) throw new Error('not claimed');
    await claims.letNextGo(claim);
    expect(await database.sql(`SELECT wait_until > now() + interval '50 seconds' AS waits FROM senders`)).toEqual([
      { waits: true },
    ]);
  });
});

describe('messages that are ready to leave while Meta falls silent', () => {
  /** Half a second's, of the 80 a second that a number may send. */
  const UNDER_WAY = 40;
  const READY = 100;
  let fresh: IdleWorker;
  let reports: Promise<string>[];
  let endOfFive: () => void;
  let endSilence: () => void;

  const beginsWith = async (environment: Readonly<Record<string, string>> = {}): Promise<void> => {
    fresh = await idleWorker({ databaseUrl: database.url, sandboxUrl: urlOf(proxy) }, { environment });
    const silence = new Promise<void>((resolve) => (endSilence = resolve));
    answer = { status: 500, body: '' };
    const five = new Promise<void>((resolve) => (endOfFive = resolve));
    meanwhile = () => (calls <= 5 ? Promise.race([five, silence]) : silence);
    const ids = await database.messages(READY);
    reports = ids.map((id) => fresh.send(id));
    await vi.waitFor(() => expect(calls).toBe(UNDER_WAY), 10_000);
  };

  const metaIsBack = (): void => {
    meanwhile = () => Promise.resolve();
    answer = { status: 200, body: '{"messages":[{"id":"wamid.of-meta"}]}' };
  };

  afterEach(async () => {
    endSilence();
    await Promise.allSettled(reports);
    vi.restoreAllMocks();
    await fresh.module.close();
  });

  it('wait for the end of those that were called, of which there are no more than half a second has', async () => {
    await beginsWith();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(calls).toBe(UNDER_WAY);
  });

  it('go back to the queue as soon as those are known to have missed it, and leave when it is there again', async () => {
    await beginsWith();
    endSilence();
    const unsent = (await Promise.all(reports)).filter((report) => report.includes('meta_gone'));
    // One may leave after each of the first four that missed.
    expect(calls).toBeLessThanOrEqual(UNDER_WAY + 4);
    expect(unsent).toHaveLength(READY - calls);
    const waiting = await database.sql('SELECT message_id AS id, failures FROM send_queue WHERE state = 0');
    expect(waiting.map(({ failures }) => failures)).toEqual(unsent.map(() => 0));

    metaIsBack();
    // As another worker does that has reached Meta.
    await database.sql('UPDATE senders SET half_open = false, wait_until = NULL');
    const sent = await Promise.all(waiting.map(({ id }) => fresh.send(String(id))));
    expect(sent.filter((report) => !report.includes('accepted'))).toEqual([]);
  });

  it('wait neither for the other calls nor for a turn to hear it, which is of use to another worker', async () => {
    await beginsWith();
    const turns = vi.spyOn(fresh.module.get(SenderTurnsRepository), 'take');
    endOfFive();
    await vi.waitFor(async () => {
      const waiting = await database.sql('SELECT FROM send_queue WHERE state = 0');
      expect(waiting.length).toBeGreaterThanOrEqual(READY - UNDER_WAY - 5);
    }, 10_000);
    const taken = turns.mock.calls.reduce((sum, [, count]) => sum + count, 0);
    expect(taken).toBeLessThan(UNDER_WAY / 2);
  });

  it('would all be unclear if nobody looked', async () => {
    await beginsWith();
    vi.spyOn(fresh.module.get(SenderHealth), 'metaHasGone').mockReturnValue(false);
    endSilence();
    await Promise.all(reports);
    expect(calls).toBe(READY);
  });

  it('are called again where it cannot be written that Meta has gone', async () => {
    await beginsWith();
    vi.spyOn(fresh.module.get(SendersRepository), 'halfOpen').mockRejectedValue(new Error('not written'));
    endSilence();
    await Promise.all(reports);
    vi.restoreAllMocks();
    // The next one that misses says it again.
    await fresh.send(await database.message());
    expect(await database.sql('SELECT half_open AS held FROM senders')).toEqual([{ held: true }]);
    await database.sql('UPDATE senders SET half_open = false, wait_until = NULL');
    metaIsBack();
    expect(await fresh.send(await database.message())).toContain('accepted');
  });

  it('do not keep the one from Meta that is to find out whether it is back', async () => {
    await beginsWith();
    let write = (): void => undefined;
    const written = new Promise<void>((resolve) => (write = resolve));
    vi.spyOn(fresh.module.get(SendersRepository), 'halfOpen').mockReturnValue(written);
    endSilence();
    await vi.waitFor(async () =>
      expect(await database.sql('SELECT FROM send_queue WHERE state = 0')).toHaveLength(READY - calls),
    );
    metaIsBack();
    await database.sql('UPDATE senders SET half_open = true');
    await database.sql('DELETE FROM send_queue WHERE state <> 0');
    const probe = fresh.send(await database.message());
    await vi.waitFor(async () => expect(await database.sql('SELECT FROM send_queue WHERE state = 1')).toHaveLength(1));
    write();
    expect(await probe).toContain('accepted');
  });

  it('are for another worker where this one stops before it is their turn', async () => {
    await beginsWith();
    fresh.module.get(SendMessage).callNoMore();
    const waited = await Promise.all(reports.slice(UNDER_WAY));
    expect(waited.filter((report) => !report.includes('worker_stopping'))).toEqual([]);
    expect(await fresh.send(await database.message())).toContain('worker_stopping');
    expect(calls).toBe(UNDER_WAY);
  });

  it('come too late where it was this process that stood still, whatever it makes of the answers that it did not read', async () => {
    await beginsWith({ SEND_LEASE: '3s', WHATSAPP_SEND_TIMEOUT_MS: '1000' });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_000);
    const late = (await Promise.all(reports)).filter((report) => report.includes('too_late'));
    expect(late).toHaveLength(READY - UNDER_WAY);
  });
});

describe('jobs of messages that were cancelled', () => {
  it('are let go by quickly, as they take no turns of those behind them, until one wants to call Meta', async () => {
    const limiter = worker.module.get(SenderPaces).limiterOf(SENDER);
    const cancelled = await database.messages(30);
    for (const id of cancelled) await database.cancellations.cancel(id);
    const usual = limiter.max;
    await Promise.all(cancelled.map(send));
    expect(limiter.max).toBe(10 * usual);
    await send(await database.message());
    expect(limiter.max).toBe(usual);
  });
});

describe('a message whose template was not known, nor Meta to be asked, when it was accepted', () => {
  const listed = (change: Readonly<Record<string, unknown>>): void => {
    const template = { id: '1', name: 'new_one', language: 'es', status: 'APPROVED', category: 'UTILITY' };
    const components = [{ type: 'BODY', text: 'Hola' }];
    answer = { status: 200, body: JSON.stringify({ data: [{ ...template, components, ...change }] }) };
  };

  it('waits where the template turns out to be stopped: Meta is not asked to send it', async () => {
    listed({ status: 'PAUSED' });
    const id = await database.message({ templateName: 'new_one', bodyText: null, templateParameters: [] });
    expect(await send(id)).toContain('template_stopped');
    expect(calls).toBe(0);
    expect(await database.standing(id)).toMatchObject({ state: 'QUEUED', failures: 0 });
    await database.sql('UPDATE send_queue SET due_at = now()');
    // From now on the claim knows.
    expect(await send(id)).toContain('fenced');
  });
});

describe('a half-open sender whose one message was accepted', () => {
  beforeEach(() => database.sql('UPDATE senders SET half_open = true'));

  const sendsAtOnce = () =>
    database.sql(`SELECT NOT half_open AND (wait_until IS NULL OR wait_until <= now()) AS now FROM senders`);

  it('sends all others at once, also where the webhook was faster than the answer', async () => {
    const id = await database.message();
    meanwhile = () => database.report(statusOf(id, 'sent'));
    expect(await send(id)).toContain('accepted');
    expect(await sendsAtOnce()).toEqual([{ now: true }]);
  });

  it('sends all others at once, also where one that was sent before had been accepted meanwhile', async () => {
    meanwhile = () => worker.module.get(SendersRepository).close(SENDER);
    expect(await send(await database.message())).toContain('accepted');
    expect(await sendsAtOnce()).toEqual([{ now: true }]);
  });

  it('waits all the same where Meta has asked for it meanwhile', async () => {
    meanwhile = () => worker.module.get(SendersRepository).wait(SENDER, 60_000);
    expect(await send(await database.message())).toContain('accepted');
    expect(
      await database.sql(`SELECT half_open, wait_until > now() + interval '50 seconds' AS waits FROM senders`),
    ).toEqual([{ half_open: false, waits: true }]);
  });
});

describe('a half-open sender whose one message misses Meta', () => {
  beforeEach(async () => {
    answer = { status: 500, body: '' };
    await database.sql('UPDATE senders SET half_open = true, wait_until = NULL');
  });

  const held = () =>
    database.sql(`SELECT half_open AS "halfOpen", coalesce(wait_until > now(), false) AS waits FROM senders`);

  it('sends the next one after a pause', async () => {
    await send(await database.message());
    expect(await held()).toEqual([{ halfOpen: true, waits: true }]);
  });

  it('is not held back again where somebody else has reached Meta meanwhile', async () => {
    meanwhile = () => database.sql('UPDATE senders SET half_open = false, wait_until = NULL');
    await send(await database.message());
    expect(await held()).toEqual([{ halfOpen: false, waits: false }]);
  });

  it('takes jobs again where Meta was reached while that was being written', async () => {
    const fresh = await idleWorker({ databaseUrl: database.url, sandboxUrl: urlOf(proxy) });
    const paces = fresh.module.get(SenderPaces);
    const later = vi.spyOn(fresh.module.get(SendersRepository), 'probeLater').mockImplementation(() => {
      expect(paces.standsBack(SENDER)).toBe(true);
      paces.reached(SENDER);
      return Promise.resolve(true);
    });
    await fresh.send(await database.message());
    expect(later).toHaveBeenCalledOnce();
    expect(paces.standsBack(SENDER)).toBe(false);
    later.mockRestore();
    await fresh.module.close();
  });

  it('keeps the turns of those that may go since somebody else has opened it', async () => {
    const fresh = await idleWorker({ databaseUrl: database.url, sandboxUrl: urlOf(proxy) });
    let missed = (): void => undefined;
    let end = (): void => undefined;
    const probe = new Promise<void>((resolve) => (missed = resolve));
    const others = new Promise<void>((resolve) => (end = resolve));
    meanwhile = () => (calls === 1 ? probe : others);
    const first = fresh.send(await database.message());
    await vi.waitFor(() => expect(calls).toBe(1));
    await database.sql('UPDATE senders SET half_open = false, wait_until = NULL');
    const rest = (await database.messages(60)).map((id) => fresh.send(id));
    await vi.waitFor(() => expect(calls).toBe(40), 10_000);
    missed();
    await first;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(calls).toBe(40);
    // Whatever the pause: a job would wait for the calls that are under way.
    const paces = fresh.module.get(SenderPaces);
    const later = performance.now() + 60_000;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => later);
    expect(paces.standsBack(SENDER)).toBe(true);
    clock.mockRestore();
    end();
    await Promise.all(rest);
    await fresh.module.close();
  });
});

describe('a worker that misses Meta alone', () => {
  it('goes on trying, by itself, and holds nobody else back', async () => {
    const fresh = await idleWorker({ databaseUrl: database.url, sandboxUrl: urlOf(proxy) });
    answer = { status: 500, body: '' };
    for (const id of await database.messages(5)) await fresh.send(id);
    expect(await database.sql('SELECT half_open FROM senders')).toEqual([{ half_open: true }]);
    // Another one has reached it.
    await database.sql('UPDATE senders SET half_open = false, wait_until = NULL');
    const paces = fresh.module.get(SenderPaces);
    for (const [index, id] of (await database.messages(8)).entries()) {
      await fresh.send(id);
      expect({ calls, standsBack: paces.standsBack(SENDER) }).toEqual({ calls: 6 + index, standsBack: true });
    }
    expect(await database.sql('SELECT half_open AS held, wait_until FROM senders')).toEqual([
      { held: false, wait_until: null },
    ]);
    expect(paces.mostUnderWayOf(SENDER)).toBe(1);
    // A refusal is an answer, too.
    answer = { status: 400, body: '{"error":{"code":131009}}' };
    await fresh.send(await database.message());
    expect([paces.standsBack(SENDER), paces.mostUnderWayOf(SENDER)]).toEqual([false, 40]);
    expect(await database.sql('SELECT half_open AS held FROM senders')).toEqual([{ held: false }]);
    answer = { status: 200, body: '{"messages":[{"id":"wamid.of-meta"}]}' };
    await fresh.send(await database.message());
    expect([paces.standsBack(SENDER), paces.mostUnderWayOf(SENDER)]).toEqual([false, 40]);
    await fresh.module.close();
  });
});

describe('a refusal that asks for time (B9)', () => {
  const refuse = (code: number, headers: Readonly<Record<string, string>> = {}): void => {
    const body = JSON.stringify({ error: { message: `(#${code}) Too fast`, type: 'OAuthException', code } });
    answer = { status: 400, body, headers: { 'x-fb-trace-id': 'trace', ...headers } };
  };
  /** Seconds that the sender waits, and that the message does; null where the sender does not. */
  async function waits(): Promise<{ sender: number | null; message: number }> {
    const [row] = await database.sql<{ sender: number | null; message: number }>(
      `SELECT extract(epoch FROM s.wait_until - now())::float8 AS sender, extract(epoch FROM q.due_at - now())::float8 AS message
       FROM senders s, send_queue q WHERE s.phone_number_id = q.sender_id`,
    );
    if (row === undefined) throw new Error('there is one message');
    return row;
  }

  it.each([
    ['30', 30],
    ['0', 1],
    ['-5', 1],
    ['1000000000', 900],
    ['Fri, 01 Jan 2100 00:00:00 GMT', 900],
  ])(
    'with Retry-After: %s lets the number wait for %i s, and the message no longer than that',
    async (retryAfter, seconds) => {
      refuse(130_429, { 'retry-after': retryAfter });
      const id = await database.message();
      expect(await send(id)).toContain('throttled: sender');
      const { sender, message } = await waits();
      expect(sender).toBeGreaterThan(seconds - 1);
      expect(sender).toBeLessThanOrEqual(seconds);
      // Whatever ends the number's wait lets the message go.
      expect(message).toBeLessThanOrEqual(Math.min(seconds, 2.5));
      expect(await database.standing(id)).toMatchObject({ state: 'QUEUED', failures: 0 });
    },
  );

  it.each([undefined, 'soon', '1e9'])(
    'with Retry-After: %s lets the message wait for some seconds, and the number slow down',
    async (retryAfter) => {
      // This process may have told of a refusal within the last second already.
      await new Promise((resolve) => setTimeout(resolve, 1_050));
      refuse(130_429, retryAfter === undefined ? {} : { 'retry-after': retryAfter });
      const id = await database.message();
      await send(id);
      const { sender, message } = await waits();
      expect(sender).toBeNull();
      expect(message).toBeGreaterThan(0);
      expect(message).toBeLessThan(3);
      expect(await database.sql('SELECT slowed_mps FROM sender_pace')).toEqual([{ slowed_mps: 56 }]);
      expect(await database.standing(id)).toMatchObject({ state: 'QUEUED', failures: 0 });
      // Many in the same second are told by this process once.
      await database.sql('DELETE FROM sender_pace');
      await send(await database.message());
      expect(await database.sql('SELECT FROM sender_pace')).toEqual([]);
    },
  );

  it.each([
    [4, {}, 300],
    [80_007, {}, 300],
    [80_007, { 'x-business-use-case-usage': '{"1":[{"type":"whatsapp","estimated_time_to_regain_access":12}]}' }, 720],
    [80_007, { 'retry-after': '20' }, 20],
  ])('of the account (%i, %j) lets its numbers wait for %i s', async (code, headers, seconds) => {
    refuse(code, headers);
    const id = await database.message();
    await send(id);
    const { sender } = await waits();
    expect(sender).toBeGreaterThan(seconds - 1);
    expect(sender).toBeLessThanOrEqual(seconds);
    expect(await database.sql('SELECT FROM sender_pace WHERE refused_at IS NOT NULL')).toEqual([]);
    expect(await database.standing(id)).toMatchObject({ state: 'QUEUED', failures: 0 });
  });

  it.each(graphErrorCodes.filter(({ verdict }) => verdict.startsWith('wait_')))(
    'without a time ($code) lets the number wait for $waitSeconds s all the same, and Meta is asked once',
    async ({ code, waitSeconds = 0 }) => {
      refuse(code);
      await send(await database.message());
      const { sender } = await waits();
      expect(waitSeconds).toBeGreaterThan(0);
      expect(sender).toBeGreaterThan(waitSeconds - 1);
      expect(sender).toBeLessThanOrEqual(waitSeconds);
      expect(await send(await database.message())).toContain('fenced');
      expect(calls).toBe(1);
    },
  );

  it('with a 5xx leaves a number that Meta had no time for (131016) to the breaker, and not one in maintenance (131057)', async () => {
    const waiting = (): Promise<unknown> => database.sql('SELECT wait_until > now() AS waits FROM senders');
    for (const [code, expected] of [
      [131_016, null],
      [131_057, true],
    ] as const) {
      refuse(code);
      answer = { ...answer, status: 500 };
      expect(await send(await database.message())).toContain('unclear');
      expect([code, await waiting()]).toEqual([code, [{ waits: expected }]]);
    }
  });

  it('for one recipient (131056) lets its messages wait, and nobody else', async () => {
    refuse(131_056);
    const id = await database.message({ recipientPhone: '+34611111111' });
    expect(await send(id)).toContain('throttled: recipient');
    const { sender, message } = await waits();
    expect(sender).toBeNull();
    // Behind the message that went there a moment ago.
    expect(message).toBeGreaterThan(5);
    expect(message).toBeLessThan(8);
    expect(await database.standing(id)).toMatchObject({ state: 'QUEUED', failures: 0 });
    expect(await send(await database.message({ recipientPhone: '+34611111111' }))).toContain('fenced');
    refuse(131_026);
    expect(await send(await database.message())).toContain('rejected');
  });
});

describe("what a proxy refuses in Meta's place", () => {
  beforeEach(() => {
    answer = { status: 404, body: '<html>blocked</html>' };
  });

  const sendOnceMore = async (id: string): Promise<string> => {
    await database.sql('UPDATE senders SET wait_until = NULL');
    await database.sql('UPDATE send_queue SET due_at = now()');
    return send(id);
  };

  it('is tried again after minutes', async () => {
    const id = await database.message();
    expect(await send(id)).toContain("not_sent: HTTP 404 that is not Meta's");
    expect(await database.standing(id)).toMatchObject({ state: 'QUEUED', failures: 1, unclear: 0 });
    expect(await database.sql(`SELECT due_at - now() > interval '110 seconds' AS later FROM send_queue`)).toEqual([
      { later: true },
    ]);
  });

  it(`is unclear after ${MAX_ATTEMPTS} times, and neither failed nor sent for days`, async () => {
    const id = await database.message();
    await sendOnceMore(id);
    await sendOnceMore(id);
    expect(await sendOnceMore(id)).toContain('unclear: HTTP 404');
    expect(await database.standing(id)).toMatchObject({ state: 'UNCONFIRMED', attempt: 3, unclear: 1 });
    expect(calls).toBe(MAX_ATTEMPTS);
  });
});

describe('what is put off again and again', () => {
  beforeEach(() => {
    answer = {
      status: 400,
      body: '{"error":{"code":130429,"message":"(#130429) Rate limit hit","type":"OAuthException"}}',
    };
  });

  const secondsUntilDue = async (): Promise<number> => {
    const [row] = await database.sql<{ seconds: number }>(
      'SELECT extract(epoch FROM due_at - now())::float8 AS seconds FROM send_queue',
    );
    return row?.seconds ?? 0;
  };

  it('waits longer each time that it is for the same reason, however many other attempts it has had', async () => {
    const id = await database.message();
    await database.sql('UPDATE send_queue SET attempt = 1040');
    expect(await send(id)).toContain('throttled: sender');
    // Half a second, and up to two at random; up to thirty after as many for the same reason.
    expect(await secondsUntilDue()).toBeLessThan(2.6);
    await database.sql('UPDATE send_queue SET due_at = now()');
    expect(await send(id)).toContain('throttled: sender');
    expect(await secondsUntilDue()).toBeLessThan(4.6);
  });
});

describe('what Meta refuses with a code that nobody knows', () => {
  /** Meta's own, by its headers and its error. */
  const unknown = (status: number): void => {
    const error = { message: '(#987654) Something new', type: 'OAuthException', code: 987_654, fbtrace_id: 'A1' };
    answer = { status, body: JSON.stringify({ error }) };
  };

  it.each([
    [400, { state: 'none', progress: 2, errorCode: '987654' }],
    [404, { state: 'none', progress: 2, errorCode: '987654' }],
    [401, { state: 'QUEUED', progress: 0, failures: 0 }],
    [403, { state: 'QUEUED', progress: 0, failures: 0 }],
    [429, { state: 'QUEUED', progress: 0, failures: 0 }],
    [500, { state: 'UNCONFIRMED', progress: 0, unclear: 1 }],
    [503, { state: 'UNCONFIRMED', progress: 0, unclear: 1 }],
  ])('is judged by its HTTP status: %i', async (status, standing) => {
    unknown(status);
    const id = await database.message();
    await send(id);
    expect(await database.standing(id)).toMatchObject({ attempts: expect.any(Number), ...standing });
    const [sender] = await database.sql('SELECT state FROM senders');
    expect(sender).toEqual({ state: status === 401 || status === 403 ? 'PAUSED' : 'ACTIVE' });
    // A 4xx without 401, 403 and 429 is final; nothing is tried again at once.
    expect(await send(id)).toContain('fenced');
    expect(calls).toBe(1);
  });

  it('says so to the caller in the words of Meta', async () => {
    unknown(400);
    const id = await database.message();
    await send(id);
    expect(await database.sql('SELECT error_message, error_source FROM whatsapp_messages WHERE id = $1', [id])).toEqual(
      [{ error_message: 'Something new', error_source: 'META' }],
    );
  });
});

describe('what Meta has answered', () => {
  afterEach(() => vi.restoreAllMocks());

  it('is written down however much else waits for a database that hangs', async () => {
    const { module } = worker;
    const [claim] = await database.claims.claim([await database.message()]);
    if (!claim) throw new Error('not claimed');
    // Ten thousand calls take their time; here nothing takes any but to write how they ended.
    vi.spyOn(module.get(ClaimsRepository), 'claim').mockImplementation((ids) =>
      Promise.resolve(ids.map((messageId) => ({ ...claim, messageId }))),
    );
    vi.spyOn(module.get(CheckBeforeSending), 'execute').mockResolvedValue(null);
    vi.spyOn(module.get(SenderPaces), 'turn').mockResolvedValue(() => undefined);
    vi.spyOn(module.get(SenderHealth), 'hear').mockResolvedValue();
    const asked = vi.spyOn(module.get(GraphApi), 'sendTemplate');
    asked.mockResolvedValue({
      kind: 'accepted',
      wamid: 'wamid.of-meta',
      waId: null,
      userId: null,
      metaStatus: 'accepted',
    });
    let answersAgain = (): void => undefined;
    const hangs = new Promise<void>((resolve) => (answersAgain = resolve));
    vi.spyOn(module.get(SettlementsRepository), 'settle').mockImplementation(async (settlements) => {
      await hangs;
      return settlements.map(() => ({ applied: true, news: [] }));
    });

    const reports: Promise<string>[] = [];
    while (reports.length < 12_000) {
      for (let job = 0; job < 1_000; job += 1) reports.push(send(`${reports.length}`));
      await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(reports.length), 10_000);
    }
    answersAgain();
    const ends = await Promise.allSettled(reports);
    expect(ends.filter(({ status }) => status === 'rejected')).toEqual([]);
  });

  it('is not written again when the process ends, and its message is named', async () => {
    const lines: string[] = [];
    const ending = await idleWorker(
      { databaseUrl: database.url, sandboxUrl: urlOf(proxy) },
      { onLine: (line) => lines.push(line) },
    );
    try {
      const settle = vi.spyOn(ending.module.get(SettlementsRepository), 'settle');
      settle.mockRejectedValue(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
      const id = await database.message();
      let end = 'tries on';
      const ended = ending.send(id).then(
        () => (end = 'written'),
        () => (end = 'not written'),
      );
      await vi.waitFor(() => expect(settle.mock.calls.length).toBeGreaterThan(1), 10_000);
      expect(end).toBe('tries on');
      ending.module.get(SendMessage).stop();
      expect(await ended).toBe('not written');
      expect(lines.filter((line) => line.includes('worker.outcomes_not_written'))).toEqual([
        expect.stringContaining(id),
      ]);
    } finally {
      await ending.module.close();
    }
  });
});

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}
