import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleMessage, textAt } from '../support/examples.js';
import { type Said, recado } from '../support/recado.js';
import { type Stack, startStack } from '../support/stack.js';

let stack: Stack;

beforeAll(async () => {
  const started = await startStack();
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
});

afterAll(() => stack.stop());

const messages = (...words: readonly string[]): Said => recado(stack.databaseUrl, 'messages', ...words);

async function heldMessages(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const id = textAt((await stack.call('POST', '/messages', { body: exampleMessage() })).json, 'id');
    await stack.sql('UPDATE send_queue SET state = 3, attempt = 1, attempted_at = now() WHERE message_id = $1', [id]);
    ids.push(id);
  }
  return ids;
}

async function pendingReasons(ids: readonly string[]): Promise<unknown[]> {
  const answers = await Promise.all(ids.map((id) => stack.call('GET', `/messages/${id}`)));
  return answers.map(({ json }) => (typeof json === 'object' && json !== null ? { ...json } : {}));
}

describe('recado messages', () => {
  it('lists what is held, and says when there is nothing', async () => {
    expect(messages('held')).toEqual({ code: 0, said: 'No message is held.\n', complained: '' });
    const [id = ''] = await heldMessages(1);
    expect(messages('held').said).toMatch(new RegExp(`^${id}  -  sender \\d+  tried .+\\n1 held\\. `));
    expect(JSON.parse(messages('held', '--json').said)).toMatchObject([{ id, reference: null }]);
    expect(messages('fail', id)).toEqual({ code: 0, said: `${id} has failed.\n`, complained: '' });
  });

  it('decides several at once, and all', async () => {
    const [first = '', second = '', ...rest] = await heldMessages(4);
    expect(messages('release', first, second)).toMatchObject({
      code: 0,
      said: expect.stringMatching(/2 of 2 decided\.\n$/),
    });
    expect(messages('fail', '--all')).toMatchObject({ code: 0, said: expect.stringMatching(/2 of 2 decided\.\n$/) });
    expect(await pendingReasons([first, second])).toMatchObject([{ status: 'PENDING' }, { status: 'PENDING' }]);
    expect(await pendingReasons(rest)).toMatchObject([{ status: 'FAILED' }, { status: 'FAILED' }]);
    expect(messages('fail', '--all')).toMatchObject({ code: 0, said: '0 of 0 decided.\n' });
    expect(JSON.parse(messages('fail', '--all', '--json').said)).toEqual({ decision: 'fail', decided: [] });
  });

  it.each([
    ['neither ids nor --all', ['release'], 'Say which'],
    ['both', ['fail', '0199c5b2-0000-7000-8000-000000000000', '--all'], 'Say which'],
    ['what is no id', ['release', 'PO-2024-001'], 'is not the id of a message'],
    ['a message that is not held', ['fail', '0199c5b2-0000-7000-8000-000000000000'], 'is not HELD (any more)'],
  ])('refuses %s and says what to do', (_what, words, complaint) => {
    const { code, complained } = messages(...words);
    expect(code).toBe(1);
    expect(complained).toContain(complaint);
  });

  it('says what a database lacks that has never been migrated', async () => {
    const empty = new URL(stack.databaseUrl);
    empty.pathname = '/template1';
    expect(recado(empty.href, 'messages', 'held')).toEqual({
      code: 69,
      said: '',
      complained: 'The database lacks migrations: run npm run migration:run\n',
    });
  });
});
