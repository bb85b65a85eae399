import { beforeEach, describe, expect, it } from 'vitest';
import type { GraphRead } from '#graph-api';
import { SyncTemplates } from './sync-templates.js';

const WABA = '102290129340398';

type List = GraphRead<{ readonly templates: readonly [] }>;

/** What Meta has been asked and has not answered yet, by account. */
let asked: { readonly wabaId: string; answer(list?: List): void; fail(): void }[];
let times: Date[];
let clock: number;
let templates: SyncTemplates;

beforeEach(() => {
  asked = [];
  times = [];
  clock = 0;
  templates = new SyncTemplates(
    {
      listTemplates: ({ wabaId }) =>
        new Promise<List>((resolve, reject) => {
          asked.push({
            wabaId,
            answer: (list = { kind: 'ok', templates: [] }) => resolve(list),
            fail: () => reject(new Error('no disk')),
          });
        }),
    },
    {
      now: () => Promise.resolve(clock),
      upsertAll: (_wabaId, _definitions, askedAt) => {
        times.push(askedAt);
        return Promise.resolve();
      },
    },
  );
});

const sync = (wabaId = WABA) => templates.sync(wabaId, 'token');
const turn = () => new Promise(setImmediate);

describe("an account's templates", () => {
  it('are read once at a time, and once more for all who asked meanwhile', async () => {
    const first = sync();
    await turn();
    clock = 1;
    const meanwhile = [sync(), sync(), sync()];
    await turn();
    expect(asked).toHaveLength(1);
    asked[0]?.answer();
    await first;
    await turn();
    expect(asked).toHaveLength(2);
    asked[1]?.answer();
    expect(await Promise.all(meanwhile)).toEqual(Array.from({ length: 3 }, () => ({ kind: 'ok', count: 0 })));
    // What they got was asked for after they had asked.
    expect(times).toEqual([new Date(0), new Date(1)]);
    await turn();
    expect(asked).toHaveLength(2);
  });

  it('of another account are not waited for', async () => {
    const syncs = [sync(), sync('another account')];
    await turn();
    expect(asked.map(({ wabaId }) => wabaId)).toEqual([WABA, 'another account']);
    for (const question of asked) question.answer();
    await Promise.all(syncs);
  });

  it('are read again for who waited, where the reading before was refused or broke', async () => {
    const first = sync();
    await turn();
    const second = sync();
    asked[0]?.answer({ kind: 'unreachable', reason: 'ECONNREFUSED' });
    expect(await first).toMatchObject({ kind: 'unreachable' });
    await turn();
    const third = sync();
    asked[1]?.fail();
    await expect(second).rejects.toThrow('no disk');
    await turn();
    asked[2]?.answer();
    expect(await third).toEqual({ kind: 'ok', count: 0 });
  });
});
