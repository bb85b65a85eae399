import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventLog, Metrics } from '#runtime';
import { CountNews, HeldDecisionsRepository, HeldMessagesRepository } from '#sending';
import { decideHeld } from '../../apps/cli/src/decide-held.js';
import { TellHeldDecisions } from '../../apps/worker/src/sweep/tell-held-decisions.js';
import { SENDER, SendingDatabase, statusOf } from './sending-database.js';

let database: SendingDatabase;
let metrics: Metrics;
let lines: string[];
/** As on two workers at the same time. */
let tell: () => Promise<unknown>;

beforeAll(async () => {
  database = await SendingDatabase.start();
});

beforeEach(async () => {
  await database.empty();
  metrics = new Metrics('worker');
  lines = [];
  const log = new EventLog(
    'worker',
    'info',
    (line) => lines.push(line),
    () => new Date(),
  );
  const news = new CountNews(metrics, log, () => new Date());
  const decisions = new HeldDecisionsRepository(database.dataSource);
  const worker = new TellHeldDecisions(decisions, news, metrics, log);
  tell = () => Promise.all([worker.round(), worker.round()]);
});

afterAll(() => database.stop());

/** `recado messages release | fail`; what it says is none of this. */
async function decide(decision: 'release' | 'fail', ...ids: readonly string[]): Promise<void> {
  const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await decideHeld(database.dataSource, decision, ids, true);
  said.mockRestore();
}

const told = () => lines.map((line): unknown => JSON.parse(line));

async function resolved(): Promise<readonly string[]> {
  const { values } = await metrics.unconfirmedResolved.get();
  return values.filter(({ value }) => value > 0).map(({ labels, value }) => `${labels['by']} ${value}`);
}

describe('what a person decided about held messages by a command', () => {
  it('is counted and logged by one worker, once, with who it was', async () => {
    const [again, ended] = [await database.messageIn('HELD', 1), await database.messageIn('HELD', 1)];
    await decide('release', again);
    await decide('fail', ended);
    await tell();
    await tell();
    const by = expect.stringMatching(/@(127\.0\.0\.1|local)$/);
    expect(told()).toMatchObject([
      { event: 'message.decided', messageId: again, decision: 'release', by, at: expect.any(String) },
      { event: 'message.decided', messageId: ended, decision: 'fail', by },
      { event: 'message.failed', messageId: ended, code: 'FAILED_BY_OPERATOR' },
    ]);
    expect(await resolved()).toEqual(['release 1', 'fail 1']);
    expect((await metrics.failures.get()).values).toMatchObject([
      { labels: { code: 'FAILED_BY_OPERATOR', sender: SENDER }, value: 1 },
    ]);
  });

  it('is no failure where Meta has said in the meantime that it has the message', async () => {
    const id = await database.messageIn('HELD', 1);
    await decide('fail', id);
    await database.report(statusOf(id, 'delivered'));
    await tell();
    expect(told()).toMatchObject([{ event: 'message.decided', messageId: id, decision: 'fail' }]);
    expect((await metrics.failures.get()).values).toEqual([]);
  });

  it('is told by whoever decided it where that was the API', async () => {
    const id = await database.messageIn('HELD', 1);
    await new HeldMessagesRepository(database.dataSource).release(id);
    await tell();
    expect(told()).toEqual([]);
  });
});
