import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MachinePause, SenderProbesRepository, SendersRepository } from '#senders';
import { DueMessagesRepository } from '#sending';
import { IDLE_LANES } from './idle-lanes.js';
import { OUTCOMES, SENDER, SendingDatabase, WABA, statusOf } from './sending-database.js';

/* How a pause that the machine began ends by itself, as PostgreSQL keeps it; what Meta is asked is another matter. */
let database: SendingDatabase;
let senders: SendersRepository;
let probes: SenderProbesRepository;

beforeAll(async () => {
  database = await SendingDatabase.start();
  senders = new SendersRepository(database.dataSource);
  probes = new SenderProbesRepository(database.dataSource);
});

beforeEach(async () => {
  await database.empty();
  await database.sql('TRUNCATE sender_probes');
});

afterAll(() => database.stop());

const MINUTE_MS = 60_000;
const LISTEN_MS = MINUTE_MS;
const SEEN = { firstMs: 0, againMs: 2 * MINUTE_MS, longestMs: 15 * MINUTE_MS };
const UNSEEN = { firstMs: 15 * MINUTE_MS, againMs: 15 * MINUTE_MS, longestMs: 360 * MINUTE_MS };

const pauses = () => probes.pauses([SENDER, 'another']);

/** The pause under way, which must be there. */
async function paused(reason = '131042: by webhook'): Promise<MachinePause> {
  await senders.pause(SENDER, 'ERROR', reason);
  const [pause] = await pauses();
  if (pause === undefined) throw new Error('it is not paused');
  return pause;
}

/** Paused, looked at as often as `waits` has it come to, and resumed on trial. */
async function onTrial(): Promise<MachinePause> {
  const pause = await paused();
  await probes.notice(pause, UNSEEN);
  await database.sql('UPDATE sender_probes SET due_at = now()');
  expect(await probes.take(pause, null, UNSEEN)).toBe(true);
  expect(await probes.resume(pause, true)).toBe(true);
  return pause;
}

async function minutesToWait(): Promise<number | undefined> {
  const [row] = await database.sql<{ minutes: number }>(
    'SELECT round(extract(epoch FROM due_at - now()) / 60)::integer AS minutes FROM sender_probes',
  );
  return row?.minutes;
}

/** The one message of a sender on trial, which Meta takes. */
async function acceptOne(): Promise<string> {
  const id = await database.message();
  const attempt = await database.claim(id);
  expect(await probes.listen(SENDER, LISTEN_MS)).toBe(true);
  await database.settle(id, attempt, { ...OUTCOMES.accepted, wamid: `wamid.${id}` });
  return id;
}

const ownFailure = (id: string, code: string) =>
  statusOf(id, 'failed', {
    failure: { code, source: 'META', title: 'Not delivered', details: null, advice: '' },
    occurredAt: new Date(),
  });

const isHalfOpen = async (): Promise<unknown> =>
  (await database.sql('SELECT half_open FROM senders'))[0]?.['half_open'];

describe('a pause that the machine may end', () => {
  it('is one by an error or a failed message, of a sender of ours', async () => {
    expect(await pauses()).toEqual([]);
    await senders.pause(SENDER, 'WEBHOOK', '131042: by webhook');
    expect(await pauses()).toMatchObject([{ senderId: SENDER, noticed: false, due: false, tokens: [] }]);
    expect(await probes.pauses(['another'])).toEqual([]);
  });

  it("is not a person's", async () => {
    await senders.pause(SENDER, 'PERSON', 'holidays');
    expect(await pauses()).toEqual([]);
  });

  it('is no longer one when a person has made it theirs, or it is another one by now', async () => {
    const pause = await paused();
    await senders.pause(SENDER, 'PERSON', 'holidays');
    expect(await probes.resume(pause, false)).toBe(false);
    await senders.resume(SENDER, false);
    await senders.pause(SENDER, 'ERROR', '190: token');
    expect(await probes.resume(pause, false)).toBe(false);
    expect((await senders.states()).get(SENDER)).toMatchObject({ state: 'PAUSED', pauseReason: '190: token' });
  });

  it('is not ended while Meta has told that the account is stopped', async () => {
    const pause = await paused();
    await database.sql(
      `INSERT INTO sender_account_facts (sender_id, waba_id, fact, stops, told_at) VALUES ($1, $2, 'ACCOUNT_DISABLED', true, now())`,
      [SENDER, WABA],
    );
    expect(await probes.resume(pause, false)).toBe(false);
    await database.sql('UPDATE sender_account_facts SET stops = false');
    expect(await probes.resume(pause, false)).toBe(true);
  });
});

describe('a look at a pause', () => {
  it('is due at once where Meta shows the end, then after 2, 4, 8 and every 15 minutes, by one worker', async () => {
    const pause = await paused('190: token');
    await probes.notice(pause, SEEN);
    const waits = [];
    for (let look = 0; look < 5; look += 1) {
      await database.sql('UPDATE sender_probes SET due_at = now()');
      const workers = await Promise.all([1, 2, 3].map(() => probes.take(pause, null, SEEN)));
      expect(workers.filter(Boolean)).toHaveLength(1);
      waits.push(await minutesToWait());
    }
    expect(waits).toEqual([2, 4, 8, 15, 15]);
  });

  it('is noticed by one worker', async () => {
    const pause = await paused();
    const workers = await Promise.all([1, 2, 3].map(() => probes.notice(pause, UNSEEN)));
    expect(workers.filter(Boolean)).toHaveLength(1);
    expect(await minutesToWait()).toBe(15);
    expect(await probes.take(pause, null, UNSEEN)).toBe(false);
  });

  it('does not wait for its time where the token is another, once for each token', async () => {
    const pause = await paused('190: token');
    await probes.notice(pause, SEEN);
    const looks = [];
    for (const token of ['a', 'a', 'b', 'a', 'b']) looks.push(await probes.take(pause, token, SEEN));
    expect(looks).toEqual([true, false, true, false, false]);
  });

  it('waits twice as long after each resumption that did not hold, up to six hours', async () => {
    const waits = [];
    for (let round = 0; round < 7; round += 1) {
      const pause = await paused();
      await probes.notice(pause, UNSEEN);
      waits.push(await minutesToWait());
      await database.sql('UPDATE sender_probes SET due_at = now()');
      await probes.take(pause, null, UNSEEN);
      await probes.resume(pause, true);
    }
    expect(waits).toEqual([15, 30, 60, 120, 240, 360, 360]);
  });

  it('begins anew once messages have been sent as usual', async () => {
    await onTrial();
    await probes.forgetEnded();
    expect(await database.sql('SELECT resumptions FROM sender_probes')).toEqual([{ resumptions: 1 }]);
    await senders.close(SENDER);
    await probes.forgetEnded();
    expect(await database.sql('SELECT FROM sender_probes')).toEqual([]);
  });
});

describe('a sender on trial', () => {
  it('sends one message, and no second one when Meta has taken it', async () => {
    await onTrial();
    await acceptOne();
    const others = await database.messages(5);
    expect((await database.claims.claim(others)).filter((claim) => claim !== null)).toEqual([]);
    expect(await probes.endTrials(LISTEN_MS)).toEqual([]);
  });

  it('would send them all on the strength of the answer if it did not listen', async () => {
    await onTrial();
    await database.sql('UPDATE sender_probes SET on_trial = false');
    expect(await probes.listen(SENDER, LISTEN_MS)).toBe(false);
    await senders.close(SENDER);
    const others = await database.messages(5);
    expect((await database.claims.claim(others)).filter((claim) => claim !== null)).toHaveLength(5);
  });

  it("is paused again, for longer, where Meta's webhook gives it back", async () => {
    await onTrial();
    const id = await acceptOne();
    await database.report(
      statusOf(id, 'failed', {
        failure: { code: '131042', source: 'META', title: 'Payment', details: null, advice: '' },
        blocks: 'sender',
        occurredAt: new Date(),
      }),
    );
    expect(await probes.endTrials(LISTEN_MS)).toEqual([]);
    const [again] = await pauses();
    if (again === undefined) throw new Error('it is not paused');
    expect(again).toMatchObject({ noticed: false, pausedBy: 'WEBHOOK' });
    await probes.notice(again, UNSEEN);
    expect(await minutesToWait()).toBe(30);
  });

  it("sends the others when Meta's webhook says that it was sent", async () => {
    await onTrial();
    await database.report(statusOf(await acceptOne(), 'sent'));
    const order = await database.message({ priority: 'high' });
    const due = new DueMessagesRepository(database.dataSource);
    expect(await due.take(SENDER, 100, IDLE_LANES)).toEqual([]);
    expect(await probes.endTrials(LISTEN_MS)).toEqual([SENDER]);
    // Its job came and went during the trial: it does not wait until that counts as lost.
    expect(await due.take(SENDER, 100, IDLE_LANES)).toMatchObject([{ messageId: order }]);
    expect(await isHalfOpen()).toBe(false);
    expect((await database.claims.claim(await database.messages(5))).filter((claim) => claim !== null)).toHaveLength(5);
  });

  it.each(['131026', '131049', '999999'])(
    'tries another message where the one fails for a reason of its own (%s)',
    async (code) => {
      await onTrial();
      await database.report(ownFailure(await acceptOne(), code));
      expect(await probes.endTrials(LISTEN_MS)).toEqual([]);
      await probes.forgetEnded();
      expect(await database.sql('SELECT resumptions, on_trial FROM sender_probes')).toEqual([
        { resumptions: 1, on_trial: true },
      ]);
      // One only, and not after its minute either: nobody knows yet.
      await database.sql(`UPDATE sender_probes SET accepted_at = accepted_at - interval '61 seconds'`);
      expect(await probes.endTrials(LISTEN_MS)).toEqual([]);
      const others = await database.messages(5);
      const tried = (await database.claims.claim(others)).flatMap((claim) => (claim === null ? [] : [claim]));
      expect(tried).toHaveLength(1);
      const [{ messageId, attempt }] = [tried[0] ?? { messageId: '', attempt: 0 }];
      expect(await probes.listen(SENDER, LISTEN_MS)).toBe(true);
      await database.settle(messageId, attempt, { ...OUTCOMES.accepted, wamid: `wamid.${messageId}` });
      expect(await probes.endTrials(LISTEN_MS)).toEqual([]);
      await database.report(statusOf(messageId, 'sent'));
      expect(await probes.endTrials(LISTEN_MS)).toEqual([SENDER]);
    },
  );

  it('no longer listens where a person has resumed it', async () => {
    await onTrial();
    await acceptOne();
    expect(await senders.resume(SENDER, true)).toBe(true);
    expect(await probes.listen(SENDER, LISTEN_MS)).toBe(false);
    expect(await senders.close(SENDER)).toBe(true);
    expect((await database.claims.claim(await database.messages(5))).filter((claim) => claim !== null)).toHaveLength(5);
  });

  it('sends the others after a minute where no webhook comes', async () => {
    await onTrial();
    await acceptOne();
    await database.sql(`UPDATE sender_probes SET accepted_at = accepted_at - interval '61 seconds'`);
    expect(await probes.endTrials(LISTEN_MS)).toEqual([SENDER]);
  });
});

describe("Meta's refusal of an attempt", () => {
  it('pauses nobody who was resumed since the attempt began', async () => {
    const [early = '', late = ''] = await database.messages(2);
    const attempt = await database.claim(early);
    await senders.pause(SENDER, 'ERROR', '190: token');
    await senders.resume(SENDER, false);
    expect(await senders.pauseByAnswer(SENDER, '190: token', { messageId: early, attempt })).toBe(false);
    const since = { messageId: late, attempt: await database.claim(late) };
    expect(await senders.pauseByAnswer(SENDER, '190: token', since)).toBe(true);
    expect(await senders.pauseByAnswer(SENDER, '190: token', since)).toBe(false);
  });
});
