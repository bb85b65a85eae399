import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AccessToken, type Sender, SendersRepository } from '#senders';
import { SENDER, SendingDatabase, WABA } from './sending-database.js';

let database: SendingDatabase;
let senders: SendersRepository;

beforeAll(async () => {
  database = await SendingDatabase.start();
  senders = new SendersRepository(database.dataSource);
});

beforeEach(() => database.empty());

afterAll(() => database.stop());

const stateOf = async (id = SENDER) => (await senders.states()).get(id);

describe('what is known of a sender', () => {
  it('begins with its registration and outlives the next start', async () => {
    const sender: Sender = {
      phoneNumberId: '1002',
      wabaId: WABA,
      token: AccessToken.fixed('token'),
      appId: null,
      appSecrets: [],
      mps: 80,
      defaultLanguage: 'es',
    };
    await senders.register([sender]);
    expect(await stateOf('1002')).toEqual({
      phoneNumberId: '1002',
      state: 'ACTIVE',
      pauseReason: null,
      pausedBy: null,
      pausedAt: null,
      displayPhoneNumber: null,
      waitUntil: null,
    });
    await senders.pause('1002', 'ERROR', '131031: account locked');
    await senders.register([{ ...sender, mps: 1_000 }]);
    expect(await stateOf('1002')).toMatchObject({ state: 'PAUSED', pauseReason: '131031: account locked' });
    expect(await database.sql(`SELECT configured_mps AS mps FROM sender_pace WHERE sender_id = '1002'`)).toEqual([
      { mps: 1_000 },
    ]);
  });

  it('is a pause, by whom and why; a second error changes nothing of it', async () => {
    expect(await senders.pause(SENDER, 'ERROR', '190: token expired')).toBe(true);
    expect(await senders.pause(SENDER, 'WEBHOOK', 'account_update')).toBe(false);
    expect(await stateOf()).toMatchObject({ state: 'PAUSED', pausedBy: 'ERROR', pauseReason: '190: token expired' });
    expect((await stateOf())?.pausedAt).toBeInstanceOf(Date);
  });

  it("is a person's pause above all: no error replaces it", async () => {
    await senders.pause(SENDER, 'ERROR', '190');
    expect(await senders.pause(SENDER, 'PERSON', 'holidays')).toBe(true);
    expect(await senders.pause(SENDER, 'ERROR', '190')).toBe(false);
    expect(await stateOf()).toMatchObject({ pausedBy: 'PERSON', pauseReason: 'holidays' });
  });

  it('is nothing of a pause any more when it was resumed, once', async () => {
    await senders.pause(SENDER, 'PERSON', 'holidays');
    expect(await senders.resume(SENDER, true)).toBe(true);
    expect(await senders.resume(SENDER, true)).toBe(false);
    expect(await stateOf()).toMatchObject({ state: 'ACTIVE', pauseReason: null, pausedBy: null, pausedAt: null });
    expect(await database.sql('SELECT half_open FROM senders')).toEqual([{ half_open: true }]);
  });

  it('is one message at a time since Meta was away, and then as well no earlier than Meta had asked', async () => {
    await senders.wait(SENDER, 60_000);
    await senders.halfOpen(SENDER, 1_000);
    const waits = async (): Promise<boolean> => {
      const until = (await stateOf())?.waitUntil?.getTime() ?? 0;
      return until > Date.now() + 30_000;
    };
    expect(await waits()).toBe(true);
    await senders.halfOpen(SENDER, 0);
    expect(await waits()).toBe(true);
    expect(await senders.close(SENDER)).toBe(true);
    expect(await senders.close(SENDER)).toBe(false);
    expect(await waits()).toBe(true);
  });

  it('is the longest wait that Meta asked for', async () => {
    await senders.wait(SENDER, 60_000);
    await senders.wait(SENDER, 1_000);
    expect(await database.sql(`SELECT wait_until > now() + interval '55 seconds' AS long FROM senders`)).toEqual([
      { long: true },
    ]);
  });
});
