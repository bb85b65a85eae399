import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { InboundMessage } from './inbound-message.js';
import type { MarketingPreference } from './marketing-preference.js';
import { readWebhook, type WebhookReading } from './read-webhook.js';

const FIXTURES = join(import.meta.dirname, '../../../test/fixtures/meta');
const RECEIVED = new Date('2026-11-23T10:00:00.250Z');
const SENDER = '106540352242922';
const BSUID = 'ES.13491208655302741918';

const recorded = (file: string): WebhookReading => readWebhook(readFileSync(join(FIXTURES, file)), RECEIVED);

function read(value: Readonly<Record<string, unknown>>): WebhookReading {
  const whole = { metadata: { phone_number_id: SENDER }, ...value };
  return readWebhook(
    Buffer.from(JSON.stringify({ entry: [{ changes: [{ field: 'messages', value: whole }] }] })),
    RECEIVED,
  );
}

const messagesOf = (...messages: readonly unknown[]): readonly InboundMessage[] => read({ messages }).inboundMessages;
const wishesOf = (...wishes: readonly unknown[]): readonly MarketingPreference[] =>
  read({ user_preferences: wishes }).marketingPreferences;

const MESSAGE = { id: 'wamid.in', from: '34600000012', timestamp: '1795426230', type: 'text' };

describe('what somebody writes to us', () => {
  it.each(['image', 'video', 'document'])('is what stands under a %s, too', (type) => {
    expect(messagesOf({ ...MESSAGE, type, [type]: { id: '1', caption: 'Albarán' } })).toMatchObject([
      { type, text: 'Albarán' },
    ]);
  });

  it('is what a form shows when it is sent back', () => {
    const interactive = { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: '{}' } };
    expect(messagesOf({ ...MESSAGE, type: 'interactive', interactive })).toMatchObject([
      { text: 'Sent', button: null },
    ]);
  });

  it('is read with who wrote what and when', () => {
    expect(recorded('webhook-inbound-text.json').inboundMessages).toEqual([
      {
        wamid: 'wamid.HBgLMzQ2MDAwMDAwMTIVAgASGBQzQUFERjg0NDEzNDdFODU3MUMxMAA=',
        senderId: SENDER,
        phone: '+34600000012',
        userId: BSUID,
        parentUserId: null,
        type: 'text',
        text: '¿Podéis retrasar la entrega al día 2? 😃',
        button: null,
        contextWamid: null,
        occurredAt: new Date(1_795_426_230_000),
      },
    ]);
  });

  it('has no phone where a username hides it, and no user id before there were any', () => {
    expect(recorded('webhook-inbound-bsuid-only.json').inboundMessages).toMatchObject([{ phone: null, userId: BSUID }]);
    expect(recorded('webhook-inbound-text-before-bsuid.json').inboundMessages).toMatchObject([
      { phone: '+16505551234', userId: null },
    ]);
    expect(messagesOf({ ...MESSAGE, from: '' })).toMatchObject([{ phone: null }]);
  });

  it('may be the press of a button, of a template or of our own, with the message that it answers', () => {
    const contextWamid = 'wamid.HBgLMzQ2MDAwMDAwMTIVAgARGBI5QTNEQTA2RjdGMEY4RTRGMDEA';
    expect(recorded('webhook-inbound-template-quick-reply-button.json').inboundMessages).toMatchObject([
      { type: 'button', text: null, button: { payload: 'ACK:PO-2026-00123', text: 'Confirmar pedido' }, contextWamid },
    ]);
    expect(recorded('webhook-inbound-interactive-button-reply.json').inboundMessages).toMatchObject([
      { type: 'interactive', button: { payload: 'ack-po', text: 'Confirmar' }, contextWamid },
    ]);
    const line = { type: 'list_reply', list_reply: { id: 'tomorrow', title: 'Mañana', description: 'x' } };
    expect(messagesOf({ ...MESSAGE, type: 'interactive', interactive: line })).toMatchObject([
      { button: { payload: 'tomorrow', text: 'Mañana' } },
    ]);
  });

  it('names a button without a payload by its label, as Meta itself does', () => {
    expect(messagesOf({ ...MESSAGE, type: 'button', button: { text: 'BAJA' } })).toMatchObject([
      { button: { payload: 'BAJA', text: 'BAJA' } },
    ]);
  });

  it('may be a reaction, to the message that it is on; without an emoji it is taken back', () => {
    const reaction = { message_id: 'wamid.out', emoji: '👍' };
    expect(
      messagesOf(
        { ...MESSAGE, type: 'reaction', reaction },
        { ...MESSAGE, type: 'reaction', reaction: { ...reaction, emoji: '' } },
      ),
    ).toMatchObject([
      { contextWamid: 'wamid.out', text: '👍' },
      { contextWamid: 'wamid.out', text: null },
    ]);
  });

  it.each(['sticker', 'reaction', 'system', 'order', 'something_of_next_year'])(
    'of the type %s is kept as its type',
    (type) => {
      expect(messagesOf({ ...MESSAGE, type, [type]: { caption: 'x', nested: [[]] } })).toMatchObject([
        { type, text: null, button: null },
      ]);
    },
  );

  it.each([[undefined], [null], [7], [{}], [''], ['a b'], ['x'.repeat(41)]])(
    'of the type %j is of an unknown one',
    (type) => {
      expect(messagesOf({ ...MESSAGE, type })).toMatchObject([{ type: 'unknown' }]);
    },
  );

  it.each(['now', '1795428301', '4070908800'])(
    'has the time of receipt where the one that Meta gives (%s) is none, or more than five minutes ahead',
    (timestamp) => {
      expect(messagesOf({ ...MESSAGE, timestamp })).toMatchObject([{ occurredAt: RECEIVED }]);
    },
  );

  it("is cut to WhatsApp's 4,096 characters, of a button as of a text", () => {
    const long = 'x'.repeat(100_000);
    const short = 'x'.repeat(4_096);
    const reply = { type: 'button_reply', button_reply: { id: long, title: long } };
    expect(
      messagesOf(
        { ...MESSAGE, text: { body: long } },
        { ...MESSAGE, type: 'reaction', reaction: { message_id: 'wamid.out', emoji: long } },
        { ...MESSAGE, type: 'button', button: { text: long, payload: long } },
        { ...MESSAGE, type: 'interactive', interactive: reply },
      ).map(({ text, button }) => text ?? button),
    ).toEqual([short, short, { text: short, payload: short }, { text: short, payload: short }]);
  });

  it.each([null, 7, [], { ...MESSAGE, id: undefined }, { ...MESSAGE, id: 'wamid.\u0000' }])(
    'is set aside as %j, and its neighbours are read',
    (part) => {
      const reading = read({ messages: [MESSAGE, part, { ...MESSAGE, id: 'wamid.next' }] });
      expect(reading.inboundMessages.map((message) => message.wamid)).toEqual(['wamid.in', 'wamid.next']);
      expect(reading.unreadable).toHaveLength(1);
    },
  );

  it('may come beside statuses', () => {
    const status = { id: 'wamid.out', status: 'read', timestamp: '1795426230' };
    expect(read({ messages: [MESSAGE], statuses: [status] })).toMatchObject({
      statuses: [{ wamid: 'wamid.out' }],
      inboundMessages: [{ wamid: 'wamid.in' }],
      recordedOnly: [],
    });
  });
});

describe('which ids are one person’s', () => {
  const PARENT = 'ES.ENT.11815799212886844830';
  const phone = '+34600000012';
  const told = (value: Readonly<Record<string, unknown>>) =>
    read(value).recipientIds.map(({ userId, phone: number, parentId }) => ({ userId, phone: number, parentId }));

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['a message', { messages: [{ ...MESSAGE, from_user_id: BSUID, from_parent_user_id: PARENT }] }],
    ['a contact', { contacts: [{ wa_id: '34600000012', user_id: BSUID, parent_user_id: PARENT }] }],
    [
      'a status',
      {
        statuses: [{ recipient_id: '34600000012', recipient_user_id: BSUID, recipient_parent_user_id: PARENT }],
      },
    ],
    [
      'a status that spells it otherwise',
      {
        statuses: [{ recipient_id: '34600000012', recipient_user_id: BSUID, parent_recipient_user_id: PARENT }],
      },
    ],
  ])('is told by %s', (_what, value) => {
    expect(told(value)).toEqual([
      { userId: BSUID, phone, parentId: PARENT },
      { userId: PARENT, phone, parentId: PARENT },
    ]);
  });

  it('is told without a phone, too, and nothing where a user id stands alone', () => {
    expect(
      told({ messages: [{ ...MESSAGE, from: undefined, from_user_id: BSUID, from_parent_user_id: PARENT }] }),
    ).toEqual([
      { userId: BSUID, phone: null, parentId: PARENT },
      { userId: PARENT, phone: null, parentId: PARENT },
    ]);
    expect(told({ messages: [{ ...MESSAGE, from: undefined, from_user_id: BSUID }] })).toEqual([]);
    expect(told({ messages: [{ ...MESSAGE, from: undefined, from_parent_user_id: PARENT }] })).toEqual([]);
    expect(told({ messages: [{ ...MESSAGE, from_user_id: BSUID }] })).toEqual([
      { userId: BSUID, phone, parentId: null },
    ]);
  });

  it('makes the parent the author of a message, or of a wish, that names no other', () => {
    const messages = [{ ...MESSAGE, from: undefined, from_parent_user_id: PARENT }];
    expect(read({ messages }).inboundMessages).toMatchObject([{ userId: PARENT, parentUserId: PARENT }]);
    const wish = { category: 'marketing_messages', value: 'stop', timestamp: 1_731_705_721 };
    expect(
      read({ contacts: [{ parent_user_id: PARENT }], user_preferences: [wish] }).marketingPreferences,
    ).toMatchObject([{ userId: PARENT }]);
  });
});

describe('a wish about marketing', () => {
  const WISH = { wa_id: '34600000012', category: 'marketing_messages', value: 'stop', timestamp: 1_731_705_721 };

  it('is read with whose it is and since when', () => {
    expect(recorded('webhook-user-preferences-stop.json').marketingPreferences).toEqual([
      {
        senderId: SENDER,
        phone: '+34600000012',
        userId: null,
        wish: 'stop',
        occurredAt: new Date('2024-11-15T21:22:01Z'),
      },
    ]);
    expect(recorded('webhook-user-preferences-resume.json').marketingPreferences).toMatchObject([{ wish: 'resume' }]);
  });

  it('has the time of receipt where the one that Meta gives is more than five minutes ahead', () => {
    expect(wishesOf({ ...WISH, timestamp: 4_070_908_800 })).toMatchObject([{ occurredAt: RECEIVED }]);
  });

  it('is of a person known by user id, from the contact beside it', () => {
    const contacts = [{ wa_id: '34600000034' }, { wa_id: '34600000012', user_id: BSUID }];
    expect(read({ contacts, user_preferences: [WISH] }).marketingPreferences).toMatchObject([
      { phone: '+34600000012', userId: BSUID },
    ]);
    const hidden = { ...WISH, wa_id: undefined };
    expect(read({ contacts: [{ user_id: BSUID }], user_preferences: [hidden] }).marketingPreferences).toMatchObject([
      { phone: null, userId: BSUID },
    ]);
    expect(wishesOf({ ...hidden, user_id: BSUID })).toMatchObject([{ phone: null, userId: BSUID }]);
  });

  it('is not guessed: of nobody it is set aside, of another category or another word it is only kept', () => {
    expect(read({ user_preferences: [{ ...WISH, wa_id: undefined }] }).unreadable).toHaveLength(1);
    expect(wishesOf({ ...WISH, category: 'calls' }, { ...WISH, value: 'maybe' })).toEqual([]);
  });

  it('are read in a moment, however many persons stand in one webhook', () => {
    const wishes = Array.from({ length: 6_000 }, (_, index) => ({ ...WISH, wa_id: String(34_600_000_000 + index) }));
    const others = Array.from({ length: 12_000 }, () => ({ wa_id: 'x' }));
    const contacts = [...others, ...wishes.map(({ wa_id }) => ({ wa_id, user_id: BSUID }))];
    const startedAt = performance.now();
    const { marketingPreferences } = read({ user_preferences: wishes, contacts });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(marketingPreferences).toHaveLength(6_000);
    expect(marketingPreferences.every(({ userId }) => userId === BSUID)).toBe(true);
  });
});
