import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiKeysRepository, KeyEventsRepository, type NewKey, type Scope } from '#clients';
import { EventLog } from '#runtime';
import { TellKeyEvents } from '../../apps/worker/src/upkeep/tell-key-events.js';
import { at, exampleMessage, textAt } from '../support/examples.js';
import { lastAcceptedAt } from '../support/last-accepted.js';
import { type Said, recado } from '../support/recado.js';
import { SENDER, type Stack, startStack, until } from '../support/stack.js';

/*
 * Two processes of the API over one database, as in production: what an operator does with a key counts in both.
 */
let stack: Stack;
let second: Stack;

beforeAll(async () => {
  const started = await startStack();
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
  const other = await startStack({ databaseUrl: stack.databaseUrl });
  if (other === null) throw new Error('PostgreSQL is always there');
  second = other;
});

afterAll(async () => {
  await second.stop();
  await stack.stop();
});

const keys = (...words: readonly string[]): Said => recado(stack.databaseUrl, 'keys', ...words);
const idOf = (key: string): string => key.slice(3, 11);
/** Without a process of its own: what is tried is what becomes of it. */
async function made(name: string, change: Partial<NewKey> = {}): Promise<string> {
  const key = { clientName: name, keyName: name, scopes: ['messages:read' as const], senderIds: null, expiresAt: null };
  return (await stack.app.get(ApiKeysRepository).create({ ...key, ...change })).text;
}
/** When PostgreSQL wrote down that it ends, in milliseconds; it runs on the same machine. */
async function endedAt(key: string): Promise<number> {
  const [row] = await stack.sql(
    `SELECT date_part('epoch', LEAST(revoked_at, expires_at)) * 1000 AS at FROM api_keys WHERE id = $1`,
    [idOf(key)],
  );
  return Number(row?.['at']);
}
const statuses = (key: string): Promise<number[]> =>
  Promise.all([stack, second].map(async (api) => (await api.call('GET', '/messages', { key })).status));

describe('recado keys create', () => {
  it('shows the key this once, alone on its line, and keeps its hash', async () => {
    const { code, said, complained } = keys('create', 'procurement', '--scope', 'messages:write', 'messages:read');
    expect(code).toBe(0);
    expect(said).toMatch(/^rk_[0-9A-Za-z]{8}_[0-9A-Za-z]{32}\n$/);
    expect(complained).toContain('It is shown this once');
    const key = said.trim();
    expect(await statuses(key)).toEqual([200, 200]);
    const rows = await stack.sql('SELECT row_to_json(k)::text AS row FROM api_keys k');
    expect(JSON.stringify(rows)).not.toContain(key.slice(12));
    expect(keys('list').said).toMatch(
      new RegExp(`^${idOf(key)}  procurement  live  messages:write messages:read  all senders  used `, 'm'),
    );
    expect(`${keys('list', '--all').said}${keys('list', '--json').said}`).not.toContain(key.slice(12));
  });

  it('binds it to senders and ends it at a time, where that is asked for', async () => {
    const json: unknown = JSON.parse(
      keys(
        'create',
        'bound',
        '--scope',
        'messages:write,messages:read',
        '--sender',
        SENDER,
        '--expires',
        '90d',
        '--json',
      ).said,
    );
    expect(json).toMatchObject({ client: 'bound', scopes: ['messages:write', 'messages:read'], senders: [SENDER] });
    const ends = new Date(textAt(json, 'expiresAt')).getTime();
    expect(Math.abs(ends - Date.now() - 90 * 86_400_000)).toBeLessThan(600_000);
    const refused = await stack.call('POST', '/messages', {
      key: textAt(json, 'key'),
      body: exampleMessage({ sender: '999' }),
    });
    expect([refused.status, at(refused.json, 'code')]).toEqual([422, 'SENDER_UNKNOWN']);
    expect(keys('list').said).toMatch(new RegExp(`  bound  live until \\d{4}-.*  senders ${SENDER}  used `, 'm'));
  });

  it('makes no key for a sender that can never be', () => {
    const { code, complained } = keys('create', 'never', '--scope', 'ops', '--sender', 'abc');
    expect([code, complained]).toEqual([1, expect.stringContaining('abc can be no sender')]);
  });

  it('says where a sender is none, and makes the key all the same', () => {
    const { code, said, complained } = keys('create', 'early', '--scope', 'ops', '--sender', '42');
    expect([code, said]).toEqual([0, expect.stringMatching(/^rk_/)]);
    expect(complained).toContain('42 is not a sender (yet)');
  });

  it('gives several keys to one client, and one that sees everybody’s messages where that is said', async () => {
    const scopes: readonly Scope[] = ['messages:write', 'messages:read'];
    const first = await made('one', { clientName: 'shared', scopes });
    const other = keys('create', 'two', '--client', 'shared', '--scope', ...scopes).said.trim();
    const everybodys = keys('create', 'the console', '--client', 'admin', '--scope', 'messages:read').said.trim();
    const id = textAt((await stack.call('POST', '/messages', { key: first, body: exampleMessage() })).json, 'id');
    for (const key of [other, everybodys]) {
      expect((await stack.call('GET', `/messages/${id}`, { key })).status).toBe(200);
    }
    expect(keys('list').said).toMatch(/  two \(of shared\)  live  /);
  });

  it('does not join a client by the chance of its name, and says which one it joins where that is meant', async () => {
    await made('taken', { keyName: 'of another team' });
    const refused = keys('create', 'taken', '--scope', 'messages:read');
    expect([refused.code, refused.said]).toEqual([1, '']);
    const today = new Date().toISOString().slice(0, 10);
    expect(refused.complained).toContain(`There is a client taken already (1 key, since ${today}), and this key would`);
    expect(refused.complained).toContain('--client taken');
    const joined = keys('create', 'taken', '--scope', 'messages:read', '--client', 'taken');
    expect([joined.code, joined.said]).toEqual([0, expect.stringMatching(/^rk_/)]);
    expect(joined.complained).toContain(`It joins the client taken (1 key, since ${today})`);
  });

  it.each([
    [
      'a scope that there is not',
      ['x', '--scope', 'messages:delete'],
      'messages:delete is no scope. There are: messages:write',
    ],
    ['a name with a line break', ['a\nb', '--scope', 'ops'], 'A name has 1 to 100 characters'],
    ['to be admin by its name alone', ['admin', '--scope', 'ops'], 'say so with --client admin'],
  ])('refuses %s', (_what, words, complaint) => {
    const { code, said, complained } = keys('create', ...words);
    expect([code, said]).toEqual([1, '']);
    expect(complained).toContain(complaint);
  });
});

describe('recado keys rotate', () => {
  it('makes a second key of the same client that works at once, and lets the first work on for a while', async () => {
    const old = await made('rotating', { scopes: ['messages:write', 'messages:read'], senderIds: [SENDER] });
    const send = (key: string, api: Stack): ReturnType<Stack['call']> =>
      api.call('POST', '/messages', {
        key,
        body: exampleMessage(),
        headers: { 'idempotency-key': 'around the rotation' },
      });
    const id = textAt((await send(old, stack)).json, 'id');
    const { code, said, complained } = keys('rotate', idOf(old));
    expect([code, said]).toEqual([0, expect.stringMatching(/^rk_/)]);
    const [, until = ''] =
      new RegExp(`${idOf(old)}, which it replaces, works until (\\S+)\\.\n`).exec(complained) ?? [];
    expect(Math.abs(new Date(until).getTime() - Date.now() - 86_400_000)).toBeLessThan(600_000);
    const fresh = said.trim();
    expect(await statuses(fresh)).toEqual([200, 200]);
    expect(await statuses(old)).toEqual([200, 200]);
    // The same client, so no second message; the same senders.
    expect(textAt((await send(fresh, second)).json, 'id')).toBe(id);
    const { said: list } = keys('list');
    expect(list).toMatch(new RegExp(`^${idOf(old)}  rotating  replaced by ${idOf(fresh)}, works until `, 'm'));
    expect(list).toMatch(new RegExp(`^${idOf(fresh)}  rotating  live  .*  senders ${SENDER}  `, 'm'));
  });

  it('ends the first when its time is over', async () => {
    const old = await made('graceful');
    expect(await statuses(old)).toEqual([200, 200]);
    const fresh = keys('rotate', idOf(old), '--grace', '1s').said.trim();
    await until('both processes refuse it', async () => (await statuses(old)).every((status) => status === 401), 7_000);
    expect(await statuses(fresh)).toEqual([200, 200]);
    expect(keys('list', '--all').said).toMatch(new RegExp(`^${idOf(old)}  graceful  expired `, 'm'));
  });

  it('ends the first at once where that is asked for', async () => {
    const old = await made('leaked');
    expect(await statuses(old)).toEqual([200, 200]);
    const fresh = keys('rotate', idOf(old), '--now').said.trim();
    const lastIn = await lastAcceptedAt(() => statuses(old));
    expect(lastIn - (await endedAt(old))).toBeLessThan(5_000);
    expect(await statuses(fresh)).toEqual([200, 200]);
  });

  it('gives the new one as long a life as the old one had, and never prolongs the old one’s', async () => {
    const old = await made('short', { expiresAt: new Date(Date.now() + 3_600_000) });
    const rotation: unknown = JSON.parse(keys('rotate', idOf(old), '--grace', '7d', '--json').said);
    const [row] = await stack.sql(
      `SELECT old.expires_at < now() + interval '1 hour' AS kept, fresh.expires_at > now() + interval '59 minutes' AS lives
       FROM api_keys old JOIN api_keys fresh ON fresh.id = old.replaced_by WHERE old.id = $1`,
      [textAt(rotation, 'replaces')],
    );
    expect(row).toEqual({ kept: true, lives: true });
  });

  it('refuses what it cannot mean, and never repeats a whole key', async () => {
    const [old, ended] = [await made('twice'), await made('ended')];
    const repository = stack.app.get(ApiKeysRepository);
    const rotation = await repository.rotate(idOf(old), 60_000);
    const fresh = rotation.kind === 'rotated' ? rotation.text : '';
    await repository.revoke(idOf(ended));
    const refusals: readonly (readonly [string, string])[] = [
      [idOf(old), `${idOf(old)} was replaced by ${idOf(fresh)} before`],
      [idOf(ended), 'was revoked or has expired'],
      [fresh, 'That is no id of a key'],
    ];
    for (const [id, complaint] of refusals) {
      const { code, said, complained } = keys('rotate', id);
      expect([code, said]).toEqual([1, '']);
      expect(complained).toContain(complaint);
      expect(complained).not.toContain(fresh.slice(12));
    }
  });
});

describe('recado keys revoke', () => {
  it('ends a key that is in use in every process within five seconds', async () => {
    const key = await made('in use');
    const spare = await made('spare');
    expect(await statuses(key)).toEqual([200, 200]);
    const { code, said } = keys('revoke', idOf(key));
    expect([code, said]).toEqual([0, `${idOf(key)} is revoked: within 5 seconds no process takes it any more.\n`]);
    const lastIn = await lastAcceptedAt(() => statuses(key));
    expect(lastIn - (await endedAt(key))).toBeLessThan(5_000);
    expect(await statuses(spare)).toEqual([200, 200]);
    expect(keys('list').said).not.toContain(idOf(key));
    expect(keys('list', '--all').said).toMatch(new RegExp(`^${idOf(key)}  in use  revoked `, 'm'));
  });

  it('says which is none, and revokes the others', async () => {
    const key = await made('last');
    const { code, said, complained } = keys('revoke', '00000000', idOf(key));
    expect([code, said]).toEqual([1, expect.stringContaining(`${idOf(key)} is revoked`)]);
    expect(complained).toContain('00000000 is the id of no key');
    expect(keys('revoke', idOf(key)).complained).toContain('or it was revoked before');
  });
});

describe('what was done to keys', () => {
  it('stands in the log of one worker, with who did it, also of a key that sees everybody’s messages', async () => {
    await stack.sql('UPDATE key_events SET told_at = now()');
    const everybodys = keys('create', 'figures', '--client', 'admin', '--scope', 'messages:read', '--sender', SENDER);
    const id = idOf(everybodys.said);
    const repository = stack.app.get(ApiKeysRepository);
    const rotation = await repository.rotate(id, 60_000);
    const fresh = rotation.kind === 'rotated' ? rotation.id : '';
    await repository.revoke(fresh);
    await repository.revoke(fresh);
    const lines: string[] = [];
    const log = new EventLog(
      'worker',
      'info',
      (line) => lines.push(line),
      () => new Date(),
    );
    const tell = new TellKeyEvents(stack.app.get(KeyEventsRepository), log);
    await Promise.all([tell.round(), tell.round()]);
    const [user] = await stack.sql('SELECT session_user AS name');
    const by = expect.stringMatching(new RegExp(`^${String(user?.['name'])}@(127\\.0\\.0\\.1|local)$`));
    const of = { client: 'admin', scopes: ['messages:read'], senders: [SENDER], by, at: expect.any(String) };
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { event: 'access.key_created', level: 'warn', key: id, ...of },
      { event: 'access.key_rotated', key: id, ...of },
      { event: 'access.key_created', key: fresh, ...of },
      { event: 'access.key_revoked', key: fresh, ...of },
    ]);
    expect(lines.join('')).not.toContain(everybodys.said.trim().slice(12));
  });
});

describe('when a key was used last', () => {
  it('is written down to the minute, and not with every request', async () => {
    const key = await made('busy');
    const writes = async (): Promise<unknown> =>
      (await stack.sql('SELECT last_used_at, xmin::text FROM api_keys WHERE id = $1', [idOf(key)]))[0];
    expect(await writes()).toMatchObject({ last_used_at: null });
    expect(await statuses(key)).toEqual([200, 200]);
    await until('it is written down', async () => at(await writes(), 'last_used_at') !== null);
    const once = await writes();
    for (let request = 0; request < 50; request += 1) await statuses(key);
    expect(await writes()).toEqual(once);
  });
});
