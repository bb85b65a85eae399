import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { EventLog } from '#runtime';
import { NoticeOtherSetups } from './notice-other-setups.js';
import { ProcessSetup } from './process-setup.js';

const API = new ProcessSetup('recado-api', 'postgres', '1-aaaaaaaa');

/** What a process that starts beside these writes to its log. */
async function said(...setups: readonly ProcessSetup[]): Promise<unknown[]> {
  const lines: string[] = [];
  const log = new EventLog(
    'worker',
    'info',
    (line) => lines.push(line),
    () => new Date(0),
  );
  new NoticeOtherSetups({ setups: () => Promise.resolve(setups) }, log).onApplicationBootstrap();
  await nextTurn();
  return lines.map((line): unknown => JSON.parse(line));
}

describe('a process that starts', () => {
  it('says nothing where all are set up alike', async () => {
    expect(await said(API, new ProcessSetup('recado-worker', 'postgres', '1-aaaaaaaa'))).toEqual([]);
  });

  it('warns of queues in two places, and of other senders, and says which process has which', async () => {
    expect(await said(API, new ProcessSetup('recado-worker', 'redis-1a2b3c4d', '2-bbbbbbbb'))).toMatchObject([
      {
        level: 'warn',
        event: 'processes.differ',
        what: 'queue',
        processes: ['recado-api: postgres', 'recado-worker: redis-1a2b3c4d'],
      },
      { what: 'senders', processes: ['recado-api: 1-aaaaaaaa', 'recado-worker: 2-bbbbbbbb'] },
    ]);
  });

  it('has a name that PostgreSQL shows uncut, and that is read again', () => {
    const longest = new ProcessSetup('recado-worker', 'redis-1a2b3c4d', '9999-1a2b3c4d');
    expect(longest.applicationName.length).toBeLessThan(64);
    expect(ProcessSetup.parse(longest.applicationName)).toEqual(longest);
    expect(ProcessSetup.parse('recado-doctor')).toBeNull();
  });
});
