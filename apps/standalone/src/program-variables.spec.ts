import { describe, expect, it } from 'vitest';
import { productVariables, sandboxVariables } from './program-variables.js';
import { readSettings, type Settings, type Variables } from './read-settings.js';

const secrets = {
  apiKey: 'a'.repeat(48),
  appSecret: 's'.repeat(48),
  verifyToken: 'v'.repeat(48),
  sandboxToken: 't',
  encryptionKey: `${'k'.repeat(43)}=`,
};
const settingsFor = (variables: Variables): Settings =>
  readSettings({ once: false, port: undefined, to: undefined }, variables, '/project');
const product = (variables: Variables, recipient?: string): Variables =>
  productVariables(settingsFor(variables), secrets, 'postgres://db', recipient);

describe('the environment of the API and the worker', () => {
  it('is that of the sandbox’s account, on both sides', () => {
    const sandbox = sandboxVariables(settingsFor({}), secrets);
    const ours = product({});
    expect(ours['WHATSAPP_GRAPH_URL']).toBe(`http://127.0.0.1:${sandbox['SANDBOX_PORT']}`);
    expect(ours['WHATSAPP_ACCESS_TOKEN']).toBe(sandbox['SANDBOX_ACCESS_TOKEN']);
    expect(ours['WHATSAPP_APP_SECRET']).toBe(sandbox['SANDBOX_APP_SECRET']);
    expect(ours['WHATSAPP_PHONE_NUMBER_ID']).toBe(sandbox['SANDBOX_PHONE_NUMBER_ID']);
    expect(ours['WHATSAPP_BUSINESS_ACCOUNT_ID']).toBe(sandbox['SANDBOX_WABA_ID']);
    expect(sandbox['SANDBOX_WEBHOOK_URL']).toBe(`http://127.0.0.1:${ours['API_PORT']}/api/v1/whatsapp/webhook`);
  });

  it('passes on what else the user set', () => {
    expect(product({ MESSAGE_TTL: '1h', REDIS_URL: 'redis://r', ADMIN_API_KEY: 'k'.repeat(32) })).toMatchObject({
      MESSAGE_TTL: '1h',
      REDIS_URL: 'redis://r',
      ADMIN_API_KEY: 'k'.repeat(32),
    });
  });

  it('sends through the sandbox even where a copied .env.example says no', () => {
    expect(product({ ENABLE_WHATSAPP_NOTIFICATIONS: 'false' })['ENABLE_WHATSAPP_NOTIFICATIONS']).toBe('true');
  });

  it.each([{}, { WHATSAPP_ACCESS_TOKEN: 'EAA' }])('sends nothing where this start was told so, with %j', (token) => {
    const settings = { ...settingsFor(token), silenced: true };
    const ours = productVariables(settings, secrets, 'postgres://db', '+34612345678');
    expect(ours['ENABLE_WHATSAPP_NOTIFICATIONS']).toBe('false');
  });

  it('keeps to this machine, whatever a copied .env.example says', () => {
    expect(product({ LISTEN_HOST: '0.0.0.0' })['LISTEN_HOST']).toBe('127.0.0.1');
  });

  it.each([{ WHATSAPP_ACCESS_TOKEN: 'EAA' }, { WHATSAPP_ACCESS_TOKEN_FILE: '/run/token' }])(
    'is Meta’s with %j, and sends nothing to anybody unless a recipient is named',
    (token) => {
      expect(product(token)['ENABLE_WHATSAPP_NOTIFICATIONS']).toBe('false');
      expect(product(token)['WHATSAPP_GRAPH_URL']).toBeUndefined();
      expect(product(token, '+34612345678')['ENABLE_WHATSAPP_NOTIFICATIONS']).toBe('true');
    },
  );

  it('is the sandbox’s with an empty token, as in a copied .env.example', () => {
    expect(settingsFor({ WHATSAPP_ACCESS_TOKEN: '' }).provider).toBe('sandbox');
  });
});
