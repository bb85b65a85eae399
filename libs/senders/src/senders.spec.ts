import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Environment } from '#runtime';
import { Senders } from './senders.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'recado-senders-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const OWN = {
  WHATSAPP_PHONE_NUMBER_ID: '1001',
  WHATSAPP_BUSINESS_ACCOUNT_ID: '2001',
  WHATSAPP_ACCESS_TOKEN: 'own-token',
  WHATSAPP_APP_ID: '634974688087057',
  WHATSAPP_APP_SECRET: ['own-app-secret'],
};
const ENTRY = 'phoneNumberId: 1002\n  wabaId: 2002\n  token: second-token';

function sendersOf(file: string | null, variables: Partial<Environment> = {}): Senders {
  const environment = Object.assign(new Environment(), variables);
  if (file !== null) {
    environment.WHATSAPP_SENDERS_FILE = join(folder, 'senders.yaml');
    writeFileSync(environment.WHATSAPP_SENDERS_FILE, file);
  }
  return Senders.fromEnvironment(environment, () => 0);
}

/** Every line of what is wrong with the file, without its path. */
function problemsOf(file: string, variables: Partial<Environment> = {}): string[] {
  try {
    sendersOf(file, variables);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'SendersFileError') throw error;
    return error.message.split('\n').map((line) => line.replace(join(folder, 'senders.yaml'), ''));
  }
  return [];
}

describe('the senders', () => {
  it("are the environment's own one, with its secrets, rate and language", () => {
    const senders = sendersOf(null, { ...OWN, WHATSAPP_MAX_MPS: 250, DEFAULT_LANGUAGE: 'pt_BR' });
    const [own] = senders.all();
    expect(own).toMatchObject({
      phoneNumberId: '1001',
      wabaId: '2001',
      appId: '634974688087057',
      appSecrets: ['own-app-secret'],
      mps: 250,
      defaultLanguage: 'pt_BR',
    });
    expect(own?.token.value()).toBe('own-token');
    expect(senders.default()).toBe(own);
  });

  it('are those of the file, too, after the own one; what an entry leaves out comes from the environment', () => {
    const token = join(folder, 'token-3');
    writeFileSync(token, 'third-token\n');
    const senders = sendersOf(
      `
- ${ENTRY}
- phoneNumberId: "1003"
  wabaId: "2003"
  tokenFile: ${token}
  appId: 743974688087058
  appSecret: third-secret-new, third-secret-old
  mps: 1000
  defaultLanguage: fr
`,
      OWN,
    );
    expect(senders.all().map((sender) => sender.phoneNumberId)).toEqual(['1001', '1002', '1003']);
    expect(senders.byId('1002')).toMatchObject({
      appId: '634974688087057',
      appSecrets: ['own-app-secret'],
      mps: null,
      defaultLanguage: 'es',
    });
    expect(senders.byId('1003')).toMatchObject({
      appId: '743974688087058',
      appSecrets: ['third-secret-new', 'third-secret-old'],
      mps: 1_000,
      defaultLanguage: 'fr',
    });
    expect(senders.byId('1003')?.token.value()).toBe('third-token');
    expect(senders.default().phoneNumberId).toBe('1001');
    expect(senders.byId('1004')).toBeNull();
  });

  it('have a mark that is the same in any order, and another for another list', () => {
    const other = '- phoneNumberId: "1003"\n  wabaId: "2003"\n  token: t';
    const both = sendersOf(`- ${ENTRY}\n${other}`).mark();
    expect(both).toMatch(/^2-[0-9a-f]{8}$/);
    expect(sendersOf(`${other}\n- ${ENTRY}`).mark()).toBe(both);
    expect(sendersOf(`- ${ENTRY}`, OWN).mark()).not.toBe(both);
  });

  it('may be written as JSON', () => {
    const senders = sendersOf('[{"phoneNumberId":"1002","wabaId":"2002","token":"second-token"}]');
    expect(senders.default().phoneNumberId).toBe('1002');
  });

  it('keep an id that is too large for a JavaScript number, without quotes too', () => {
    const senders = sendersOf('- phoneNumberId: 123456789012345678901\n  wabaId: 90071992547409931\n  token: t');
    expect(senders.all()).toMatchObject([{ phoneNumberId: '123456789012345678901', wabaId: '90071992547409931' }]);
  });

  it('say which token reads the templates of an account', () => {
    const file = `- phoneNumberId: 1002\n  wabaId: 2001\n  token: second-token`;
    const { WHATSAPP_ACCESS_TOKEN: _, ...withoutToken } = OWN;
    expect(sendersOf(null, OWN).accessTokenOf('2001')).toBe('own-token');
    expect(sendersOf(null, OWN).accessTokenOf('2002')).toBeNull();
    expect(sendersOf(null, withoutToken).accessTokenOf('2001')).toBeNull();
    expect(sendersOf(file, withoutToken).accessTokenOf('2001')).toBe('second-token');
  });

  it('must be one at least before one of them is the default', () => {
    expect(() => sendersOf(null).default()).toThrow('No sender is configured');
  });
});

describe('a file of senders', () => {
  it.each([
    ['is no list', 'phoneNumberId: 1', [' must be a list of senders']],
    ['is empty', '', [' must be a list of senders']],
    [
      'lists something else',
      '- just text',
      [
        '[0]: phoneNumberId must be the numeric phone number id of WhatsApp Manager',
        '[0]: wabaId must be the numeric WABA id',
        '[0]: token or tokenFile is missing: nothing can be sent without it',
      ],
    ],
    [
      'has an entry without a token',
      '- phoneNumberId: 1\n  wabaId: 2',
      ['[0]: token or tokenFile is missing: nothing can be sent without it'],
    ],
    [
      'has a phone number for an id',
      `- ${ENTRY}\n- phoneNumberId: "+34612345678"\n  wabaId: 2\n  token: t`,
      ['[1]: phoneNumberId must be the numeric phone number id of WhatsApp Manager'],
    ],
    [
      'has two places for one token',
      `- ${ENTRY}\n  tokenFile: /t`,
      ['[0]: token and tokenFile are both set: keep one'],
    ],
    ['has a misspelt field', `- ${ENTRY}\n  token_file: /t`, ['[0]: token_file is no field of a sender']],
    ['has a rate that is none', `- ${ENTRY}\n  mps: fast`, ['[0]: mps must be a whole number']],
    ['has a rate that Meta does not give', `- ${ENTRY}\n  mps: 5000`, ['[0]: mps must not be greater than 1000']],
    [
      'has an empty secret, with which anybody could sign',
      `- ${ENTRY}\n  appSecret: ""`,
      ['[0]: each secret of appSecret must have at least 8 characters'],
    ],
    [
      'has an empty secret among others',
      `- ${ENTRY}\n  appSecret: long-enough,,`,
      ['[0]: each secret of appSecret must have at least 8 characters'],
    ],
    ['has a name for an app', `- ${ENTRY}\n  appId: recado`, ['[0]: appId must be the numeric id of an app']],
    [
      'has a language as a browser writes it',
      `- ${ENTRY}\n  defaultLanguage: es-MX`,
      ['[0]: defaultLanguage must be a language such as es or es_MX'],
    ],
    ['lists a sender twice', `- ${ENTRY}\n- ${ENTRY}`, [': the sender 1002 is there twice']],
  ])('is refused when it %s', (_what, file, problems) => {
    expect(problemsOf(file)).toEqual(problems);
  });

  it('is refused when it lists the sender of the environment again', () => {
    expect(problemsOf('- phoneNumberId: 1001\n  wabaId: 2\n  token: t', OWN)).toEqual([
      ': the sender 1001 is there twice',
    ]);
  });

  it('is refused when it is no YAML, without showing what it holds', () => {
    const problems = problemsOf('- phoneNumberId: 1\n  token: "s3cr3t\n - : [');
    expect(problems.join()).toContain('cannot be read');
    expect(problems.join()).not.toContain('s3cr3t');
  });

  it('is refused when it is not there', () => {
    const environment = Object.assign(new Environment(), { WHATSAPP_SENDERS_FILE: join(folder, 'none.yaml') });
    expect(() => Senders.fromEnvironment(environment, () => 0)).toThrow(/none\.yaml cannot be read: ENOENT/);
  });
});
