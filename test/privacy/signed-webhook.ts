import { createHmac } from 'node:crypto';
import { expect } from 'vitest';
import { defaultSettings } from '../../apps/sandbox/src/sandbox-settings.js';
import { SENDER, type Stack } from '../support/stack.js';

/** What Meta tells of one of our numbers, signed as Meta does; it must be taken. */
export async function tellOfSender(stack: Stack, value: Readonly<Record<string, unknown>>): Promise<void> {
  const metadata = { display_phone_number: '15550783881', phone_number_id: SENDER };
  const changes = [{ field: 'messages', value: { messaging_product: 'whatsapp', metadata, ...value } }];
  const entry = [{ id: defaultSettings.wabaId, changes }];
  const raw = Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry }));
  const signature = `sha256=${createHmac('sha256', defaultSettings.appSecret).update(raw).digest('hex')}`;
  const headers = { 'x-hub-signature-256': signature };
  expect((await stack.call('POST', '/webhook', { key: null, raw, headers })).status).toBe(200);
}

/** An id of a message as Meta makes them, with the phone inside. */
export function wamidOf(phone: string, rest: string): string {
  const inside = Buffer.from(
    `\x1d\x08\x0b${phone.slice(1)}\x15\x02\x00\x11\x18\x14${rest}9A3DA06F7FF0E8F4F0`,
    'latin1',
  );
  return `wamid.${inside.toString('base64')}`;
}
