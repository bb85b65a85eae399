import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiKeysRepository } from '#clients';
import { KnownTemplates, poNotification } from '#templates';
import { at, exampleMessage, exampleTemplate, textAt } from '../support/examples.js';
import { type Answer, SENDER, type Stack, startStack, until } from '../support/stack.js';

/*
 * Templates over HTTP, with the sandbox as Meta: submitted, reviewed, previewed, moved to another category, stopped.
 */
let stack: Stack;
beforeAll(async () => {
  const started = await startStack({
    worker: true,
    environment: { BLOCK_CATEGORY_DRIFT: 'true' },
    sandbox: { reviewAfterMs: 300 },
  });
  if (started === null) throw new Error('PostgreSQL is always there');
  stack = started;
});
afterAll(() => stack.stop());

async function sandbox(method: string, path: string, body: unknown = {}): Promise<unknown> {
  const response = await fetch(`${stack.sandboxUrl}/sandbox${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBeLessThan(300);
  return response.json();
}

const create = (body: Readonly<Record<string, unknown>>): Promise<Answer> => stack.call('POST', '/templates', { body });
const known = async (name: string): Promise<unknown> =>
  at((await stack.call('GET', `/templates/${name}`)).json, 'items', 0);
const preview = (name: string, body: unknown): Promise<Answer> =>
  stack.call('POST', `/templates/${name}/preview`, { body });
const message = async (id: string): Promise<unknown> => (await stack.call('GET', `/messages/${id}`)).json;
const accept = (template: Readonly<Record<string, unknown>> = exampleTemplate()): Promise<Answer> =>
  stack.call('POST', '/messages', { body: exampleMessage({ template }) });

const body = (text: string, ...examples: readonly string[]) => ({
  type: 'body',
  text,
  ...(examples.length > 0 && { example: { body_text: [examples] } }),
});
const definition = (change: Readonly<Record<string, unknown>>) => ({
  language: 'es',
  category: 'UTILITY',
  components: [body('Hola {{1}}, gracias por todo.', 'Proveedor ABC')],
  ...change,
});

it('the templates of the account are known as soon as a worker has started', async () => {
  await expect.poll(() => known('purchase_order_paused'), { timeout: 5_000 }).toMatchObject({ status: 'PAUSED' });
  expect(await known('po_notification')).toMatchObject({ status: 'APPROVED', quality: 'GREEN', drifted: false });
});

describe('POST /templates', () => {
  it('submits a template, which is known as PENDING at once and APPROVED when Meta says so', async () => {
    const answer = await create(definition({ name: 'thanks' }));
    expect([answer.status, answer.headers.get('location')]).toEqual([201, '/api/v1/whatsapp/templates/thanks']);
    expect(answer.json).toMatchObject({
      name: 'thanks',
      language: 'es',
      status: 'PENDING',
      category: 'UTILITY',
      warnings: [],
    });
    expect(textAt(answer.json, 'next')).toContain('webhook');
    expect(await known('thanks')).toMatchObject({ status: 'PENDING', parameters: ['1'] });
    const early = await accept({ name: 'thanks', language: 'es', parameters: ['ABC'] });
    expect([early.status, at(early.json, 'code')]).toEqual([422, 'TEMPLATE_NOT_APPROVED']);
    await expect.poll(() => known('thanks'), { timeout: 5_000 }).toMatchObject({ status: 'APPROVED' });
  });

  it('brings along the template of the purchase order', async () => {
    await fetch(`${stack.sandboxUrl}/v25.0/102290129340398/message_templates?name=po_notification`, {
      method: 'DELETE',
      headers: { authorization: 'Bearer sandbox-access-token' },
    });
    expect((await create({ name: 'po_notification' })).status).toBe(201);
    await expect
      .poll(() => known('po_notification'), { timeout: 5_000 })
      .toMatchObject({
        status: 'APPROVED',
        language: poNotification.language,
        body: poNotification.components[0].text,
        parameters: ['1', '2', '3'],
      });
    const again = await create({ name: 'po_notification' });
    expect([again.status, at(again.json, 'code')]).toEqual([409, 'TEMPLATE_EXISTS']);
  });

  it.each([
    [
      'a variable at the start',
      [body('{{1}}, gracias por todo.', 'ABC')],
      'components[0]',
      /2388299.*/,
      /before the first variable/,
    ],
    [
      'two variables side by side',
      [body('Hola {{1}}{{2}} gracias por todo y hasta luego.', 'A', 'B')],
      'components[0]',
      /2388072/,
      /text between two variables/,
    ],
    [
      'too many variables',
      [body('Hola {{1}} {{2}} {{3}} y.', 'A', 'B', 'C')],
      'components[0]',
      /2388293/,
      /more text around/,
    ],
    [
      'a footer with a variable',
      [body('Hola.'), { type: 'footer', text: 'Hasta {{1}}' }],
      'components[1]',
      /2388073/,
      /plain text/,
    ],
    [
      'a header of 61 characters',
      [{ type: 'header', format: 'text', text: 'x'.repeat(61) }, body('Hola.')],
      'components[0]',
      /2388047/,
      /60 characters/,
    ],
    ['no body', [{ type: 'footer', text: 'Compras' }], null, /\(100\)/, /needs a BODY/],
  ] as const)('says what to mend in %s', async (_what, components, path, code, remedy) => {
    const answer = await create(definition({ name: 'to_mend', components }));
    expect([answer.status, at(answer.json, 'code')], answer.text).toEqual([422, 'TEMPLATE_REFUSED']);
    expect(textAt(answer.json, 'detail')).toMatch(code);
    expect(textAt(answer.json, 'detail')).toMatch(remedy);
    expect(at(answer.json, 'errors', 0, 'path')).toBe(path ?? undefined);
    expect((await stack.call('GET', '/templates/to_mend')).status).toBe(404);
  });

  it('reads the reason also where Meta writes it as a text instead of an object', async () => {
    const answer = await create(definition({ name: 'one_too_many_limit' }));
    expect([answer.status, at(answer.json, 'code')]).toEqual([422, 'TEMPLATE_REFUSED']);
    expect(textAt(answer.json, 'detail')).toContain('has reached its limit');
    expect(textAt(answer.json, 'detail')).toContain('Delete templates that nobody uses');
  });

  it('warns where Meta files it under another category at once', async () => {
    const answer = await create(definition({ name: 'spring_offer' }));
    expect(answer.json).toMatchObject({
      category: 'MARKETING',
      warnings: [expect.stringMatching(/UTILITY was asked for/)],
    });
  });

  it('notices where Meta files it under another category with the review', async () => {
    await create(definition({ name: 'autumn_promo' }));
    await expect.poll(() => known('autumn_promo')).toMatchObject({ status: 'APPROVED' });
    // The decision names the category, and Meta's list is asked for: a worker reads it within half a minute.
    await until('the list is wanted, or read', async () => {
      const [wanted] = await stack.sql('SELECT waba_id FROM template_sync_requests');
      return wanted !== undefined || at(await known('autumn_promo'), 'drifted') === true;
    });
    await stack.call('POST', '/templates/sync');
    expect(await known('autumn_promo')).toMatchObject({
      category: 'MARKETING',
      previousCategory: 'UTILITY',
      drifted: true,
    });
  });

  it("tells a token that may not do it from a template that is wrong, and Meta's silence from both", async () => {
    await sandbox('PUT', '/token', { state: 'no-permission' });
    const denied = await create(definition({ name: 'denied' }));
    await sandbox('PUT', '/token', { state: 'valid' });
    expect([denied.status, at(denied.json, 'code')]).toEqual([502, 'META_REFUSED']);
    await sandbox('PUT', '/faults', { outage: 'errors' });
    const silent = await create(definition({ name: 'silent' }));
    await sandbox('PUT', '/faults');
    expect([silent.status, at(silent.json, 'code')]).toEqual([503, 'META_UNREACHABLE']);
    expect(textAt(silent.json, 'detail')).toContain('may have been created');
  });
});

describe('POST /templates/{name}/preview', () => {
  it('shows the exact text that a message would have', async () => {
    const template = exampleTemplate();
    const { status, json } = await preview('po_notification', { language: 'es', parameters: template['parameters'] });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      name: 'po_notification',
      language: 'es',
      status: 'APPROVED',
      header: null,
      warnings: [],
    });
    expect(at(json, 'text')).toBe(at((await accept(template)).json, 'text'));
    expect(at(json, 'text')).toBe(
      'Hola Proveedor ABC, has recibido una nueva orden de compra PO-2024-001 por un total de €1,250.00.',
    );
  });

  it('shows header, footer and completed addresses', async () => {
    const parameters = ['PO-1'];
    const header = { type: 'document', link: 'https://example.com/PO-1.pdf', filename: 'PO-1.pdf' };
    const buttons = [{ type: 'url', index: 0, text: 'PO-1' }];
    const { status, json, text } = await preview('purchase_order_with_pdf', { parameters, header, buttons });
    expect(status, text).toBe(200);
    expect(at(json, 'header')).toBe('https://example.com/PO-1.pdf');
    expect(at(json, 'buttons', 0, 'url')).toMatch(/^https:\/\/[^{]+PO-1$/);
  });

  it.each([
    [
      'a parameter too few',
      'po_notification',
      { parameters: ['ABC', 'PO-1'] },
      'parameters[2]',
      /\{\{3\}\} is missing.*takes 3 parameters/,
    ],
    [
      'a line break',
      'po_notification',
      { parameters: ['A\nB', 'PO-1', '€1'] },
      'parameters[0]',
      /\{\{1\}\} contains a line break/,
    ],
    [
      'a text that is too long',
      'po_notification',
      { parameters: ['ABC', 'x'.repeat(1_000), '€1'] },
      'parameters[1]',
      /shorten \{\{2\}\}/,
    ],
    [
      'a name that is none',
      'purchase_order_issued_named',
      { parameters: { order_number: 'PO-1', supplier_name: 'ABC', date: '1' } },
      'parameters.date',
      /not one of its variables/,
    ],
    [
      'no header',
      'purchase_order_with_pdf',
      { parameters: ['1', '2', '3', '4', '5'] },
      'header',
      /needs a header of type document/,
    ],
  ])('names %s', async (_what, name, request, path, words) => {
    const answer = await preview(name, request);
    expect([answer.status, at(answer.json, 'code')], answer.text).toEqual([422, 'TEMPLATE_PARAMETERS_INVALID']);
    const errors = new Map(
      Object.values(at(answer.json, 'errors') ?? {}).map((error) => [at(error, 'path'), at(error, 'message')]),
    );
    expect(errors.get(path)).toMatch(words);
    // It is the check of a message, which has the same in `template`.
    const refused = await accept({ name, ...request });
    expect([refused.status, at(refused.json, 'code')]).toEqual([422, 'TEMPLATE_PARAMETERS_INVALID']);
    expect(JSON.stringify(at(refused.json, 'errors'))).toContain(`template.${path}`);
  });

  it('shows a template that is not approved, and says that a message with it is refused', async () => {
    const { status, json } = await preview('purchase_order_rejected', { parameters: ['PO-1'] });
    expect([status, at(json, 'status')]).toEqual([200, 'REJECTED']);
    expect(at(json, 'warnings')).toEqual([expect.stringMatching(/REJECTED at Meta: a message with it is refused/)]);
  });

  it('does not know what Meta does not have', async () => {
    const answer = await preview('nobody_made_it', {});
    expect([answer.status, at(answer.json, 'code')]).toEqual([422, 'TEMPLATE_UNKNOWN']);
  });
});

describe('a key that is bound to senders', () => {
  it('sees and creates templates of its own accounts only', async () => {
    const key = async (senderIds: readonly string[]): Promise<string> => {
      const scopes = ['templates:write' as const, 'messages:read' as const];
      const fresh = { clientName: `bound to ${senderIds.join()}`, keyName: 'test', scopes, senderIds, expiresAt: null };
      return (await stack.app.get(ApiKeysRepository).create(fresh)).text;
    };
    const [own, foreign] = [await key([SENDER]), await key(['999'])];
    expect(at((await stack.call('GET', '/templates', { key: foreign })).json, 'items')).toEqual([]);
    expect((await stack.call('GET', '/templates', { key: own })).json).toHaveProperty('items.0.senders', [SENDER]);
    for (const path of ['/templates', '/templates/po_notification/preview']) {
      const request = path === '/templates' ? definition({ name: 'foreign' }) : {};
      expect((await stack.call('POST', path, { key: foreign, body: request })).status).toBe(403);
    }
  });
});

const inAnotherSecond = async (): Promise<void> => {
  // Meta's times are whole seconds.
  const second = Math.floor(Date.now() / 1_000);
  await until('it is another second', () => Math.floor(Date.now() / 1_000) > second);
};

const waiting = async (): Promise<readonly unknown[]> => {
  const items = at((await stack.call('GET', '/messages?pendingReason=TEMPLATE_PAUSED')).json, 'items');
  return Array.isArray(items) ? items.map((item) => at(item, 'id')) : [];
};

const MOVED = /was UTILITY and is MARKETING at Meta now.*waits until it is back/;
const values = { language: 'es', parameters: ['ABC', 'PO-1', '€1', '1/12'] };
const named = { name: 'purchase_order_issued', ...values };

describe('a template that Meta moves from UTILITY to MARKETING', () => {
  it('is told by webhook, shown, measured, and keeps its messages waiting until it is back', async () => {
    await sandbox('PUT', '/templates/purchase_order_issued/category', { category: 'MARKETING' });
    await expect
      .poll(() => known('purchase_order_issued'))
      .toMatchObject({
        category: 'MARKETING',
        previousCategory: 'UTILITY',
        drifted: true,
      });
    const metrics = async (): Promise<string> => (await fetch(`${stack.workerUrl}/metrics`)).text();
    expect(await metrics()).toMatch(/^recado_template_category_drifted\{template="purchase_order_issued",.*\} 1$/m);
    await expect
      .poll(() => stack.sql(`SELECT name FROM template_drifts WHERE name = 'purchase_order_issued'`), {
        timeout: 10_000,
      })
      .toHaveLength(1);
    // What the API knows of a template is up to five seconds old.
    await expect
      .poll(async () => at((await preview('purchase_order_issued', values)).json, 'warnings'), { timeout: 8_000 })
      .toEqual([expect.stringMatching(MOVED)]);
    const answer = await accept(named);
    expect(answer.json).toMatchObject({ pendingReason: 'TEMPLATE_PAUSED', warnings: [expect.stringMatching(MOVED)] });
    const id = textAt(answer.json, 'id');
    expect(await message(id)).toMatchObject({ status: 'PENDING', pendingReason: 'TEMPLATE_PAUSED', attempts: 0 });
    expect(await waiting()).toEqual([id]);
    await inAnotherSecond();
    await sandbox('PUT', '/templates/purchase_order_issued/category', { category: 'UTILITY' });
    await expect.poll(() => message(id), { timeout: 15_000 }).toMatchObject({ status: 'READ' });
    expect(await known('purchase_order_issued')).toMatchObject({ category: 'UTILITY', drifted: false });
    await expect
      .poll(() => stack.sql(`SELECT name FROM template_drifts WHERE name = 'purchase_order_issued'`), {
        timeout: 10_000,
      })
      .toEqual([]);
    expect(await metrics()).not.toContain('recado_template_category_drifted{template="purchase_order_issued"');
  });

  it('is noticed in the list where no webhook came; without BLOCK_CATEGORY_DRIFT its messages go out, with a warning', async () => {
    await sandbox('PUT', '/templates/purchase_order_urgent/category', { category: 'MARKETING', webhook: false });
    expect(await known('purchase_order_urgent')).toMatchObject({ category: 'UTILITY', drifted: false });
    expect((await stack.call('POST', '/templates/sync')).status).toBe(200);
    expect(await known('purchase_order_urgent')).toMatchObject({ category: 'MARKETING', drifted: true });
    const template = {
      name: 'purchase_order_urgent',
      language: 'es',
      parameters: ['PO-1'],
      header: { type: 'text', text: 'PO-1' },
    };
    const blocked = await accept(template);
    expect(blocked.json).toMatchObject({ pendingReason: 'TEMPLATE_PAUSED', warnings: [expect.stringMatching(MOVED)] });
    // The control: what a worker writes that starts without it.
    await stack.sql('UPDATE installation SET block_category_drift = false');
    await expect.poll(() => message(textAt(blocked.json, 'id')), { timeout: 15_000 }).toMatchObject({ status: 'READ' });
    const { name, ...urgent } = template;
    await expect
      .poll(async () => textAt((await preview(name, urgent)).json, 'warnings', 0), { timeout: 5_000 })
      .not.toContain('waits');
    const open = await accept(template);
    expect(open.json).toMatchObject({ pendingReason: 'QUEUED', warnings: [expect.not.stringMatching(/waits/)] });
    await stack.sql('UPDATE installation SET block_category_drift = true');
  });
});

describe('a template that Meta stops after a message was accepted', () => {
  const refusals = async (): Promise<number> =>
    Number(at(await (await fetch(`${stack.sandboxUrl}/sandbox/stats`)).json(), 'rejected'));

  it.each(['DISABLED', 'ARCHIVED', 'REJECTED', 'PENDING_DELETION'])(
    '%s: the message waits until it expires, and Meta is not asked',
    async (status) => {
      await sandbox('PUT', '/templates/purchase_order_issued/status', { status: 'APPROVED', webhook: false });
      await approvedHere();
      await stack.call('POST', `/senders/${SENDER}/pause`, { body: { reason: 'test' } });
      const [kept, tried] = [textAt((await accept(named)).json, 'id'), textAt((await accept(named)).json, 'id')];
      await sandbox('PUT', '/templates/purchase_order_issued/status', { status });
      await expect.poll(() => known('purchase_order_issued')).toMatchObject({ status });
      const before = await refusals();
      await stack.call('POST', `/senders/${SENDER}/resume`);
      expect(await message(kept)).toMatchObject({ status: 'PENDING', pendingReason: 'TEMPLATE_PAUSED', attempts: 0 });
      expect(await waiting()).toEqual(expect.arrayContaining([kept, tried]));
      await stack.sql('UPDATE send_queue SET expires_at = now() WHERE message_id = $1', [kept]);
      await expect
        .poll(() => message(kept), { timeout: 5_000 })
        .toMatchObject({ status: 'FAILED', error: { code: 'EXPIRED' } });
      expect(await refusals()).toBe(before);
      // The control: whoever believes that it is APPROVED sends, and Meta refuses.
      await approvedHere();
      // It does not wait for the pace of its recipient.
      await stack.sql('UPDATE send_queue SET attempted_at = now(), due_at = now(), enqueued_at = NULL');
      await expect.poll(refusals, { timeout: 15_000 }).toBe(before + 1);
    },
  );

  async function approvedHere(): Promise<void> {
    await stack.sql(
      `UPDATE templates SET status = 'APPROVED', status_told_at = NULL WHERE name = 'purchase_order_issued'`,
    );
    stack.app.get(KnownTemplates).forget();
  }
});
