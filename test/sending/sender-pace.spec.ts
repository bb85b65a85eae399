import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AccessToken, type Sender, SendersRepository } from '#senders';
import { type SenderPace, SenderPaceRepository } from '#sending';
import { OUTCOMES, SENDER, SendingDatabase, WABA } from './sending-database.js';

let database: SendingDatabase;
let paces: SenderPaceRepository;

beforeAll(async () => {
  database = await SendingDatabase.start();
  paces = new SenderPaceRepository(database.dataSource);
});
beforeEach(() => database.empty());
afterAll(() => database.stop());

async function paceOf(senderId = SENDER): Promise<SenderPace> {
  const pace = (await paces.read()).find((entry) => entry.senderId === senderId);
  if (pace === undefined) throw new Error(`no sender ${senderId}`);
  return pace;
}

const configured = (mps: number | null): Promise<void> => {
  const sender: Sender = {
    phoneNumberId: SENDER,
    wabaId: WABA,
    token: AccessToken.fixed('token'),
    appId: null,
    appSecrets: [],
    mps,
    defaultLanguage: 'es',
  };
  return new SendersRepository(database.dataSource).register([sender]);
};
const upgraded = (): Promise<unknown> => database.sql(`UPDATE senders SET throughput_level = 'HIGH'`);
const refusedAgo = (seconds: number): Promise<unknown> =>
  database.sql('UPDATE sender_pace SET refused_at = now() - make_interval(secs => $1)', [seconds]);

/** How the calls of the last second ended, by Meta's answer. */
async function answered(accepted: number, refused: number): Promise<void> {
  for (const [outcome, count] of [
    [OUTCOMES.accepted, accepted],
    [{ ...OUTCOMES.again, outcome: 'throttled: sender', counts: false }, refused],
  ] as const) {
    const ids = await database.messages(count);
    const claims = await database.claims.claim(ids);
    await database.settlements.settle(
      claims.flatMap((claim) =>
        claim === null
          ? []
          : [{ messageId: claim.messageId, attempt: claim.attempt, ...outcome, wamid: `wamid.${claim.messageId}` }],
      ),
    );
  }
}

describe('how fast a number may send', () => {
  it('is 80 a second, and 1,000 once Meta has upgraded it', async () => {
    await configured(null);
    expect(await paceOf()).toMatchObject({ mps: 80, pace: 80, setBy: 'META' });
    await upgraded();
    expect(await paceOf()).toMatchObject({ mps: 1_000, pace: 1_000, setBy: 'META' });
  });

  it('is what the configuration names, whatever Meta allows, until it names nothing any more', async () => {
    await configured(50);
    await upgraded();
    expect(await paceOf()).toMatchObject({ mps: 50, pace: 50, setBy: 'CONFIGURATION' });
    await configured(null);
    expect(await paceOf()).toMatchObject({ mps: 1_000, setBy: 'META' });
  });

  it("is an operator's word above all, also after a worker has started again, until it is taken back", async () => {
    await configured(50);
    expect(await paces.set(SENDER, 200)).toBe(true);
    await configured(60);
    expect(await paceOf()).toMatchObject({ mps: 200, pace: 200, setBy: 'OPERATOR' });
    expect(await paces.set(SENDER, null)).toBe(true);
    expect(await paceOf()).toMatchObject({ mps: 60, setBy: 'CONFIGURATION' });
  });

  it('cannot be said of a number that nobody knows', async () => {
    expect(await paces.set('4711', 10)).toBe(false);
  });
});

describe('a number that Meta finds too fast', () => {
  it('sends at seven tenths at once, however many calls are refused in that second', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => paces.slowDown(SENDER)));
    expect(answers.filter((pace) => pace !== null)).toEqual([56]);
    expect(await paceOf()).toMatchObject({ mps: 80, pace: 56 });
  });

  it('sends still slower when it is refused again a second later', async () => {
    await paces.slowDown(SENDER);
    await refusedAgo(1.1);
    expect(await paces.slowDown(SENDER)).toBeCloseTo(39.2, 3);
  });

  it('sends at what Meta took of the last second, where that is less', async () => {
    await paces.set(SENDER, 1_000);
    await answered(10, 90);
    expect(await paces.slowDown(SENDER)).toBeCloseTo(100, 3);
  });

  it('sends at seven tenths of what Meta took in the last second, where it was busy', async () => {
    await paces.set(SENDER, 130);
    await answered(80, 3);
    expect(await paces.slowDown(SENDER)).toBeCloseTo(56, 3);
  });

  it('stays a tenth below what Meta took within the last minute, for one refusal of twenty', async () => {
    await answered(78, 2);
    expect(await paces.slowDown(SENDER)).toBeCloseTo(54.6, 3);
    const later =
      (seconds: number, calls: number, refused: number, toldAt: Date | null = null) =>
      async () => {
        await database.sql(`UPDATE send_attempts SET finished_at = now() - interval '2 seconds'`);
        await database.sql(
          'UPDATE sender_pace SET slowed_mps = 54.6, taken_mps = 78, refused_at = now() - make_interval(secs => $1)',
          [seconds],
        );
        await answered(calls - refused, refused);
        return paces.slowDown(SENDER, toldAt);
      };
    expect(await later(5, 54, 1)()).toBeNull();
    expect(await later(5, 54, 2)()).toBeNull();
    // Recovered by then, and refused again at about what Meta took before, or more.
    expect(await later(30, 74, 1)()).toBeCloseTo(70.2, 3);
    expect(await later(50, 91, 1)()).toBeCloseTo(80, 3);
    // Too many for chance; too long ago; told by webhook; everything is refused.
    expect(await later(5, 54, 4)()).toBeCloseTo(35, 3);
    expect(await later(61, 54, 1)()).toBeCloseTo(37.1, 1);
    expect(await later(5, 54, 1, new Date())()).toBeCloseTo(37.1, 1);
    expect(await later(5, 1, 1)()).toBeCloseTo(5.46, 2);
  });

  it('stays at seven tenths of what it may or more, where Meta refuses one call of a hundred whatever its pace', async () => {
    const paced: number[] = [];
    for (let refusal = 0; refusal < 40; refusal += 1) {
      await database.sql(`UPDATE send_attempts SET finished_at = now() - interval '2 seconds'`);
      await refusedAgo(3);
      const { pace } = await paceOf();
      await answered(Math.round(pace) - 1, 1);
      paced.push((await paces.slowDown(SENDER)) ?? pace);
    }
    expect(Math.min(...paced)).toBeGreaterThanOrEqual(0.69 * 80);
  });

  it('falls to a tenth at most at once, and never below one message a second', async () => {
    await answered(0, 20);
    expect(await paces.slowDown(SENDER)).toBeCloseTo(8, 3);
    await refusedAgo(1.1);
    expect(await paces.slowDown(SENDER)).toBe(1);
  });

  it('takes a hundredth of its rate back in each second, from ten seconds after the last refusal on', async () => {
    await paces.slowDown(SENDER);
    const recovered: number[] = [];
    for (const seconds of [9, 10.5, 11.5, 20.5, 39.5, 41, 3_600]) {
      await refusedAgo(seconds);
      recovered.push(Math.round((await paceOf()).pace * 10) / 10);
    }
    expect(recovered).toEqual([56, 56, 56.8, 64, 79.2, 80, 80]);
  });

  it('falls from where it is by then, not from what it may', async () => {
    await paces.slowDown(SENDER);
    await refusedAgo(20.5);
    expect(await paces.slowDown(SENDER)).toBeCloseTo(64 * 0.7, 3);
  });

  it('sends as fast as an operator says, at once', async () => {
    await paces.slowDown(SENDER);
    await paces.set(SENDER, 70);
    expect(await paceOf()).toMatchObject({ mps: 70, pace: 70 });
  });
});
