import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataSource } from '#database';
import { startTestPostgres, type TestPostgres } from '../support/local-servers.js';
import { recado, type Said } from '../support/recado.js';
import { SENDER, migrated } from '../support/stack.js';

let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startTestPostgres(migrated);
  await sql(`INSERT INTO senders (phone_number_id, waba_id, mps) VALUES ('${SENDER}', '102290129340398', 80)`);
});
afterAll(() => postgres.stop());

async function sql(statement: string): Promise<void> {
  const dataSource = await openDataSource(postgres.url, { applicationName: 'recado-test', maxConnections: 1 });
  await dataSource.query(statement);
  await dataSource.destroy();
}

const senders = (...words: readonly string[]): Said => recado(postgres.url, 'senders', ...words);

describe('recado senders', () => {
  it('pace sets the rate of a number and takes it back, and list shows who says so', () => {
    expect(senders('pace', SENDER, '--mps', '250').said).toBe(`${SENDER}  250 messages/s (set by an operator)\n`);
    expect(senders('list').said).toContain('ACTIVE  250 messages/s (set by an operator)');
    expect(senders('pace', SENDER, '--default').said).toBe(`${SENDER}  80 messages/s (Meta's)\n`);
  });

  it('list shows that Meta found a number too fast, and what is left of a day', async () => {
    await sql(`UPDATE sender_pace SET slowed_mps = 40, refused_at = now()`);
    await sql(`UPDATE portfolio SET daily_recipients = 250, used = 30`);
    const { said } = senders('list');
    expect(said).toContain(`80 messages/s (Meta's), at the moment 40: Meta found it too fast`);
    expect(said).toContain('Recipients of the last 24 hours, of all senders: 30 of 250, 220 left.');
  });

  it('pause tells a number that is paused from one that nobody has, and so does resume', () => {
    const pause = () => senders('pause', SENDER, '--reason', 'stocktaking');
    expect(pause()).toMatchObject({ code: 0, said: `${SENDER} is paused.\n` });
    expect(pause()).toMatchObject({ code: 1, complained: expect.stringMatching(/^A person has paused \d+ before/) });
    expect(senders('list').said).toMatch(/PAUSED by PERSON since 20\d\d-\S+Z: stocktaking/);
    expect(senders('resume', SENDER)).toMatchObject({ code: 0, said: `${SENDER} is active.\n` });
    expect(senders('resume', SENDER)).toMatchObject({ code: 1, complained: expect.stringContaining('is not paused') });
  });

  it('says as JSON, and nothing else, what became of it where a program asks', () => {
    const asked = (...words: readonly string[]): unknown => JSON.parse(senders(...words, '--json').said);
    const paused = { sender: SENDER, state: 'PAUSED', reason: 'stocktaking' };
    expect(asked('pause', SENDER, '--reason', 'stocktaking')).toEqual(paused);
    expect(asked('resume', SENDER)).toEqual({ sender: SENDER, state: 'ACTIVE' });
    expect(asked('pace', SENDER, '--mps', '250')).toMatchObject({ sender: SENDER, mps: 250 });
    expect(asked('pace', SENDER, '--default')).toMatchObject({ sender: SENDER, mps: 80 });
    expect(senders('resume', SENDER, '--json')).toMatchObject({ code: 1, said: '' });
  });

  it('shows in its usage what cannot be left out', () => {
    expect(senders('pause', '--help').said).toMatch(/^Usage: recado senders pause --reason <text> \[options\] <phone/);
    expect(senders('pace', '--help').said).toMatch(
      /^Usage: recado senders pace <phoneNumberId> --mps <number> \| --de/,
    );
    expect(senders('--help').said).toContain('pause --reason <text> [options] <phoneNumberId>');
    expect(recado(postgres.url, '--help').said).toMatch(/replay --since <time> \[options\]/);
  });

  it.each([
    [['pause', 'nope', '--reason', 'x'], 'nope is not a sender: see'],
    [['resume', 'nope'], 'nope is not a sender: see'],
    [['resume', 'nope', '--country', 'ES'], 'nope is not a sender: see'],
    [['pace', SENDER], 'Say which: --mps N, or --default.'],
    [['pace', SENDER, '--mps', '5', '--default'], 'Say which'],
    [['pace', SENDER, '--mps', '1001'], 'It is 1 to 1000.'],
    [['pace', '4711', '--mps', '5'], '4711 is not a sender'],
  ])('refuses %j, and says why', (words, why) => {
    const { code, complained } = senders(...words);
    expect(code).toBe(1);
    expect(complained).toContain(why);
  });
});
