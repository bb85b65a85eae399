import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleMessage, textAt } from '../support/examples.js';
import { type Said, recado } from '../support/recado.js';
import { type Stack, startStack } from '../support/stack.js';

let stack: Stack;
let id: string;

beforeAll(async () => {
  const started = await startStack();
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
  id = textAt((await stack.call('POST', '/messages', { body: exampleMessage() })).json, 'id');
});

afterAll(() => stack.stop());

const recover = (...words: readonly string[]): Said => recado(stack.databaseUrl, 'recover', ...words);

const states = () => stack.sql('SELECT state FROM send_queue WHERE message_id = $1', [id]);
const ago = (seconds: number): string => new Date(Date.now() - seconds * 1_000).toISOString();

describe('recado recover', () => {
  it.each([
    ['a time of the future', ['--restored-at', ago(-3_600)], 'lies in the future'],
    [
      'a database that was not restored',
      ['--restored-at', ago(0)],
      'put back as they were (a snapshot of the disk), say so with --force',
    ],
    ['what is no time', ['--restored-at', 'yesterday'], 'It must look like'],
  ])('refuses %s, and changes nothing', async (_what, words, complaint) => {
    const { code, complained } = recover(...words);
    expect(code).toBe(1);
    expect(complained).toContain(complaint);
    expect(await states()).toEqual([{ state: 0 }]);
  });

  it('does it all the same when told to, and says what becomes of the messages', async () => {
    const { code, said } = recover('--restored-at', ago(0), '--force');
    expect(code).toBe(0);
    expect(said).toContain('1 unfinished message(s) are UNCONFIRMED');
    expect(await states()).toEqual([{ state: 2 }]);
  });

  it('needs no telling where the database is another one', async () => {
    await stack.sql(`UPDATE installation SET cluster = '42.00000001', recovery_needed = true`);
    const { code, said, complained } = recover('--restored-at', ago(0), '--json');
    expect([code, complained]).toEqual([0, '']);
    expect(JSON.parse(said)).toEqual({ unconfirmed: expect.any(Number) });
    expect(await stack.sql('SELECT recovery_needed FROM installation')).toEqual([{ recovery_needed: false }]);
  });

  it('makes force necessary to send again what a person then fails: attempts are missing that Meta may have seen', async () => {
    // As at UNCONFIRMED_MAX.
    await stack.sql('UPDATE send_queue SET state = 3 WHERE message_id = $1', [id]);
    expect(recado(stack.databaseUrl, 'messages', 'fail', id)).toMatchObject({ code: 0 });
    const resend = (body?: unknown) => stack.call('POST', `/messages/${id}/resend`, { body });
    const refused = await resend();
    expect([refused.status, textAt(refused.json, 'code')]).toEqual([409, 'NOT_RESENDABLE']);
    expect((await resend({ force: true })).status).toBe(202);
  });
});
