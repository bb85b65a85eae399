import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { OWN_FAILURES } from '#messages';
import { at, exampleMessage, exampleTemplate, textAt } from '../support/examples.js';
import { SENDER, type Stack, startStack, until } from '../support/stack.js';
import { chromium } from './chromium.js';
import { type Operator, Operators, expectShown, newKey, signIn } from './operator.js';

/** The sandbox answers such a number with Meta's 131026. */
const UNDELIVERABLE = '+34601131026';

/** What the page writes straight to the disk, gathered instead: nobody is there to choose a place. */
const DISK = `
  window.disk = { text: '', writes: 0, ended: null };
  window.showSaveFilePicker = async () => ({
    createWritable: async () => ({
      write: async (text) => { disk.text += text; disk.writes += 1; },
      close: async () => { disk.ended = 'closed'; },
      abort: async () => { disk.ended = 'discarded'; },
    }),
  });`;

describe.skipIf(chromium() === null)('the list of messages, in a browser', () => {
  let operators: Operators;
  let stack: Stack;
  const accept = async (further: Readonly<Record<string, unknown>>): Promise<string> =>
    textAt((await stack.call('POST', '/messages', { body: exampleMessage(further) })).json, 'id');
  const acceptMany = async (count: number, prefix: string): Promise<void> => {
    const messages = Array.from({ length: count }, (_, n) =>
      exampleMessage({ reference: `${prefix}-${n}`, recipientName: `Cañería ${n}`, sendAt: later() }),
    );
    await stack.call('POST', '/messages/batch', { body: { messages } });
  };
  const reached = (id: string, status: string): Promise<void> =>
    until(
      `it is ${status}`,
      async () => at((await stack.call('GET', `/messages/${id}`)).json, 'status') === status,
      40_000,
    );
  const later = (): string => new Date(Date.now() + 3_600_000).toISOString();
  const find = async ({ page }: Operator, text: string): Promise<void> => {
    await page.getByLabel('Find messages').fill(text);
    await page.getByLabel('Find messages').press('Enter');
  };
  const searched = ({ page }: Operator, search: string): Promise<void> =>
    until(`the address has ${search}`, () => new URL(page.url()).search === search);
  const focused = ({ page }: Operator, what: string): Promise<void> =>
    until(
      `${what} has the focus`,
      async () =>
        (await page.evaluate('document.activeElement.ariaLabel ?? document.activeElement.textContent')) === what,
    );
  const shownOrders = async ({ page }: Operator, prefix: RegExp): Promise<readonly string[]> =>
    page.getByRole('link', { name: prefix }).allTextContents();

  beforeAll(async () => {
    // Some of what is looked for here was accepted long ago.
    const started = await startStack({ worker: true, environment: { RETENTION_DAYS: '3650' } });
    if (started === null) throw new Error('PostgreSQL is always there');
    stack = started;
    operators = await Operators.of(stack);
  });
  afterEach(() => operators.leave());
  afterAll(async () => {
    await operators.end();
    await stack.stop();
  });

  describe('searching', () => {
    it('takes what is typed for a code, a phone or a text', async () => {
      const operator = await operators.at('/');
      for (const [text, search] of [
        ...Object.keys(OWN_FAILURES).map((code) => [code.toLowerCase(), `?errorCode=${code}`] as const),
        ['131026', '?errorCode=131026'],
        ['http_401', '?errorCode=HTTP_401'],
        ['100', '?q=100'],
        ['0045000123', '?q=0045000123'],
        ['+34 612-345-678', '?q=%2B34612345678'],
        ['0034 612 34 56 79', '?q=%2B34612345679'],
        ['Expired Ltd', '?q=Expired+Ltd'],
      ] as const) {
        await find(operator, text);
        await searched(operator, search);
      }
      // A number of eight digits is no phone.
      await find(operator, '0045000123');
      await searched(operator, '?q=0045000123');
      await expectShown(operator.page.getByText('Messages in the list: 0'));
      expect(await operator.page.getByRole('link', { name: /instead/ }).count()).toBe(0);
    });

    it.each([
      ['100', 'Look for what failed with the code 100 instead', '?errorCode=100'],
      ['NEW_CODE', 'Look for what failed with the code NEW_CODE instead', '?errorCode=NEW_CODE'],
      ['expired', 'Look for EXPIRED in order numbers and names instead', '?q=EXPIRED'],
      ['34612345678', 'Look for the phone +34612345678 instead', '?q=%2B34612345678'],
      ['+600100007', 'Look for 600100007 in order numbers and names instead', '?q=600100007'],
      ['po-small-1', 'Look for PO-SMALL-1 instead', '?q=PO-SMALL-1'],
    ])('offers what else %s may be: %s', async (text, words, search) => {
      const operator = await operators.at('/');
      await find(operator, text);
      await expectShown(operator.page.getByText('Messages in the list: 0'));
      await operator.page.getByRole('link', { name: words }).press('Enter');
      await searched(operator, search);
      await focused(operator, 'Messages');
    });

    it('has an order at hand whose number is that of an error', async () => {
      const id = await accept({ reference: '131999', sendAt: later() });
      const operator = await operators.at('/');
      await find(operator, '131999');
      await operator.page.getByRole('link', { name: 'To the order 131999' }).click();
      await expectShown(operator.page.getByRole('heading', { level: 1, name: 'Message 131999' }));
      expect(operator.page.url()).toContain(id);
    });

    it('begins anew, whatever the list was narrowed by', async () => {
      await accept({ reference: 'PO-ANEW', sendAt: later() });
      const operator = await operators.at('/messages?status=FAILED&template=hello_world');
      await find(operator, 'PO-ANEW');
      await expectShown(operator.page.getByRole('link', { name: 'PO-ANEW' }));
      await searched(operator, '?q=PO-ANEW');
    });

    it('leaves the focus in the box, reads out how many are there, and empties it with the filters', async () => {
      await acceptMany(2, 'PO-HEARD');
      const operator = await operators.at('/messages?q=PO-HEARD-0');
      const { page } = operator;
      const heard = page.locator('main output', { hasText: 'Messages in the list: 1' });
      await heard.waitFor();
      // What is read out is what comes into an element that was there before.
      await page.evaluate(`
        window.heard = [];
        new MutationObserver((changes) => {
          for (const { addedNodes, target } of changes) if (addedNodes.length > 0) heard.push(target.textContent);
        }).observe([...document.querySelectorAll('main output')].find((output) => /list: 1/.test(output.textContent)),
          { childList: true, subtree: true, characterData: true })`);
      const answers: string[] = [];
      for (const [text, count] of [
        ['PO-HEARD-1', 1],
        ['PO-HEARD', 2],
        ['PO-UNHEARD-OF', 0],
      ] as const) {
        await find(operator, text);
        answers.push(`Messages in the list: ${count}`);
        const all = JSON.stringify(answers);
        const read = `JSON.stringify(heard.filter((text) => text !== ''))`;
        await until(`${all} was read out`, async () => (await page.evaluate(read)) === all);
        await focused(operator, 'Find messages');
      }
      await expectShown(page.getByText('No message matches'));
      await page.getByRole('button', { name: 'Clear filters' }).press('Enter');
      await focused(operator, 'Messages');
      expect(await page.getByLabel('Find messages').inputValue()).toBe('');
      expect(await operator.violations()).toEqual([]);
    });

    it('names the keys of the device', async () => {
      const operator = await operators.stranger({
        userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36',
      });
      await signIn(operator);
      await expectShown(operator.page.getByText('⌘ K'));
      const here = await operators.at('/');
      await expectShown(here.page.getByText('Ctrl K'));
    });
  });

  describe('filtering', () => {
    it('takes days as they are typed, in the viewer’s zone, and asks for no year that is half typed', async () => {
      const accepted = {
        'PO-DAY-A': '2026-02-03T07:30:00Z',
        'PO-DAY-B': '2026-02-03T08:30:00Z',
        'PO-DAY-C': '2026-03-03T07:30:00Z',
        'PO-DAY-D': '2026-03-03T08:30:00Z',
      };
      for (const [reference, moment] of Object.entries(accepted)) {
        const id = await accept({ reference, sendAt: later() });
        await stack.sql('UPDATE whatsapp_messages SET created_at = $2 WHERE id = $1', [id, moment]);
      }
      const operator = await operators.stranger({ timezoneId: 'America/Los_Angeles' });
      const { page, asked } = operator;
      await signIn(operator);
      await page.goto('/console/messages?q=PO-DAY');
      await page.getByRole('link', { name: 'PO-DAY-A' }).waitFor();
      // The same whether the browser writes the day first or the month.
      await page.getByLabel('From', { exact: true }).focus();
      await page.keyboard.type('03032026');
      await searched(operator, '?q=PO-DAY&from=2026-03-03');
      await page.getByRole('link', { name: 'PO-DAY-C' }).waitFor({ state: 'detached' });
      expect(await shownOrders(operator, /^PO-DAY/)).toEqual(['PO-DAY-D']);
      await page.getByLabel('Status', { exact: true }).focus();
      await page.getByLabel('From', { exact: true }).focus();
      await page.keyboard.type('02022025');
      await searched(operator, '?q=PO-DAY&from=2025-02-02');
      await page.getByLabel('To', { exact: true }).focus();
      await page.keyboard.type('02022026');
      await searched(operator, '?q=PO-DAY&from=2025-02-02&to=2026-02-02');
      await page.getByRole('link', { name: 'PO-DAY-D' }).waitFor({ state: 'detached' });
      await page.getByRole('link', { name: 'PO-DAY-A' }).waitFor();
      expect(await shownOrders(operator, /^PO-DAY/)).toEqual(['PO-DAY-A']);
      const moments = (name: string): readonly string[] =>
        asked.flatMap((url) => new URL(url).searchParams.get(name) ?? []);
      expect(moments('createdFrom')).toEqual(
        expect.arrayContaining(['2026-03-03T08:00:00.000Z', '2025-02-02T08:00:00.000Z']),
      );
      expect(moments('createdTo').at(-1)).toBe('2026-02-03T08:00:00.000Z');
      expect(
        [...moments('createdFrom'), ...moments('createdTo')].filter((moment) => !/^202[56]-/.test(moment)),
      ).toEqual([]);
      // Half a day is none, and what is looked for stays to be seen.
      await page.getByLabel('To', { exact: true }).press('Delete');
      await page.getByLabel('Status', { exact: true }).focus();
      expect(await page.getByLabel('To', { exact: true }).inputValue()).toBe('2026-02-02');
    });

    it('narrows by template, sender and what was not delivered', async () => {
      const undelivered = await accept({ reference: 'PO-NARROW-LOST', sendAt: later() });
      await stack.sql(
        "UPDATE whatsapp_messages SET progress = 3, sent_at = now() - interval '25 hours' WHERE id = $1",
        [undelivered],
      );
      await accept({
        reference: 'PO-NARROW-HELLO',
        template: { name: 'hello_world', language: 'en_US' },
        sendAt: later(),
      });
      const operator = await operators.at('/messages?q=PO-NARROW');
      const { page } = operator;
      const lost = page.getByRole('link', { name: 'PO-NARROW-LOST' });
      const hello = page.getByRole('link', { name: 'PO-NARROW-HELLO' });
      await lost.waitFor();
      await page.getByLabel('Template', { exact: true }).fill('hello_world');
      await page.getByLabel('Template', { exact: true }).press('Enter');
      await lost.waitFor({ state: 'detached' });
      await hello.waitFor();
      await page.getByLabel('Template', { exact: true }).fill('');
      // What was typed counts although another filter is what is chosen next.
      await page.getByLabel('Sender', { exact: true }).fill(SENDER);
      await page.getByLabel('Sent long ago and not delivered').click();
      await searched(operator, `?q=PO-NARROW&sender=${SENDER}&undelivered=true`);
      await hello.waitFor({ state: 'detached' });
      await lost.waitFor();
      await page.getByLabel('Sender', { exact: true }).fill('999');
      await page.getByLabel('Sender', { exact: true }).press('Enter');
      await expectShown(page.getByText('No message matches'));
      await page.getByRole('button', { name: 'Clear filters' }).click();
      await lost.waitFor();
      expect(await page.getByLabel('Sender', { exact: true }).inputValue()).toBe('');
    });

    it('takes every key of the name of a template, wherever the caret stands', async () => {
      const operator = await operators.at('/templates');
      const { page } = operator;
      const name = page.getByLabel('Name contains');
      await name.focus();
      await page.keyboard.type('notification');
      await page.keyboard.press('Home');
      await page.keyboard.type('po_');
      expect(await name.inputValue()).toBe('po_notification');
      await searched(operator, '?name=po_notification');
      await expectShown(page.getByText('Templates in the list: 1'));
      await page.getByLabel('Status').focus();
      expect(await name.inputValue()).toBe('po_notification');
    });
  });

  describe('telling', () => {
    it('reads out the same notice twice, once each time, and not in another view', async () => {
      await acceptMany(2, 'PO-TOLD');
      const { page } = await operators.at('/messages?q=PO-TOLD');
      const notice = page.getByText('Cancelled.', { exact: true });
      const cancel = async (order: string): Promise<void> => {
        await page.getByRole('button', { name: `Cancel ${order}` }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Cancel the message' }).click();
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      };
      await cancel('PO-TOLD-0');
      await notice.waitFor();
      expect(await page.getByRole('alert').count()).toBe(0);
      await page.evaluate(`document.querySelector('output p').dataset.before = ''`);
      await cancel('PO-TOLD-1');
      await page.locator('output p:not([data-before])').waitFor();
      await notice.waitFor();
      await page.getByRole('link', { name: 'Usage' }).click();
      await notice.waitFor({ state: 'detached' });
    });

    it('goes with whoever is led to another view by what they did', async () => {
      const id = await accept({ to: UNDELIVERABLE, reference: 'PO-LED' });
      await reached(id, 'FAILED');
      const { page } = await operators.at(`/messages/${id}`);
      await page.getByRole('button', { name: 'Send again' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click();
      await page.getByRole('link', { name: 'the earlier message' }).waitFor();
      await expectShown(page.getByText('Sent again as a new message.'));
    });

    it('has forgotten a refusal when it asks again', async () => {
      await accept({ reference: 'PO-REFUSED', sendAt: later() });
      const { page } = await operators.at('/messages?q=PO-REFUSED');
      await page.route('**/cancel', (route) => route.abort());
      await page.getByRole('button', { name: 'Cancel PO-REFUSED' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Cancel the message' }).click();
      await dialog.getByRole('alert').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Cancel PO-REFUSED' }).click();
      await dialog.getByText('Meta has not had it yet').waitFor();
      expect(await dialog.getByRole('alert').count()).toBe(0);
    });
  });

  describe('sending failed ones again', () => {
    it('says which filters count, and what was sent before it stopped half-way; counts again before it goes on', async () => {
      const operator = await operators.at(
        '/messages?q=PO-HALF&status=FAILED&errorCode=131026&from=2026-01-01&sender=106540352242922',
      );
      const { page } = operator;
      let left = 5_000;
      let isAway = true;
      await page.route('**/messages/resend', (route) => {
        const request: unknown = route.request().postDataJSON();
        const answer = { dryRun: at(request, 'dryRun'), matched: 5_000, skipped: [] };
        if (at(request, 'dryRun') === true)
          return route.fulfill({ json: { ...answer, resent: left, nextCursor: null } });
        if (at(request, 'cursor') === undefined && isAway) {
          left = 2_000;
          return route.fulfill({ json: { ...answer, resent: 3_000, nextCursor: 'further' } });
        }
        if (isAway) {
          const problem = { code: 'UNAVAILABLE', title: 'Away', detail: 'The database is away.', requestId: 'r-1' };
          return route.fulfill({ status: 503, contentType: 'application/problem+json', json: problem });
        }
        return route.fulfill({ json: { ...answer, resent: left, nextCursor: null } });
      });
      await page.getByRole('button', { name: 'Send failed ones again' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Send 5000 again' }).waitFor();
      expect(await dialog.locator('ul').first().getByRole('listitem').allTextContents()).toEqual([
        'Order, name, phone or wamid: PO-HALF',
        'Error code: 131026',
        'Sender: 106540352242922',
        'From: 2026-01-01',
      ]);
      await dialog.getByRole('button', { name: 'Send 5000 again' }).press('Enter');
      await dialog.getByRole('alert').getByText('The database is away.').waitFor();
      await dialog.getByText('At least 3000 were sent again before it stopped.').waitFor();
      expect(await dialog.getByText('5000').count()).toBe(0);
      // The button is gone that was pressed: the focus stays where one is, over the view.
      const isWithin = `document.activeElement.closest('[role="dialog"]') !== null`;
      await until('the dialog has the focus', async () => (await page.evaluate(isWithin)) === true);
      expect(await operator.violations()).toEqual([]);
      isAway = false;
      await dialog.getByRole('button', { name: 'Try again' }).click();
      await dialog.getByRole('button', { name: 'Send 2000 again' }).waitFor();
      expect(await dialog.getByRole('alert').count()).toBe(0);
      await dialog.getByText('At least 3000 were sent again before it stopped.').waitFor();
      await dialog.getByRole('button', { name: 'Send 2000 again' }).click();
      await page.getByText('2000 sent again.').waitFor();
    });

    it.each([
      ['status=CANCELLED', 0],
      ['pendingReason=HELD', 0],
      ['undelivered=true', 0],
      ['status=FAILED', 1],
      ['errorCode=131026', 1],
    ])('is offered where failed ones can be among those that match: %s', async (filter, buttons) => {
      const { page } = await operators.at(`/messages?template=po_notification&${filter}`);
      await page.getByRole('button', { name: 'Export CSV' }).waitFor();
      expect(await page.getByRole('button', { name: 'Send failed ones again' }).count()).toBe(buttons);
    });
  });

  describe('exporting', () => {
    const exporting = async (
      search: string,
      { script = DISK, key }: { readonly script?: string; readonly key?: string } = {},
    ): Promise<Operator> => {
      const operator = await operators.at('/', key === undefined ? {} : { key });
      await operator.page.addInitScript(script);
      await operator.page.goto(`/console/messages?${search}`);
      await operator.page.getByRole('button', { name: 'Export CSV' }).waitFor();
      return operator;
    };
    const LARGE_PAGES = '**/whatsapp/messages?*limit=200*';

    it('writes to the disk page by page, for a spreadsheet too, and asks again for a page that is refused for the moment', async () => {
      await acceptMany(450, 'DISK');
      const { page } = await exporting('q=DISK-');
      let refused = 0;
      await page.route(LARGE_PAGES, (route) => {
        if (!route.request().url().includes('cursor=') || refused === 2) return route.continue();
        refused += 1;
        return refused === 1
          ? route.abort()
          : route.fulfill({ status: 503, headers: { 'retry-after': '1' }, body: 'away' });
      });
      await page.getByRole('button', { name: 'Export CSV' }).click();
      await expectShown(page.getByText('450 messages written.'));
      expect(refused).toBe(2);
      expect(await page.evaluate('[disk.writes, disk.ended]')).toEqual([4, 'closed']);
      const text = String(await page.evaluate('disk.text'));
      expect(text.startsWith('\uFEFFid,reference,')).toBe(true);
      const lines = text.trimEnd().split('\r\n');
      expect(new Set(lines.slice(1).map((line) => line.split(',')[1])).size).toBe(450);
      expect(text).toContain('Cañería 7');
    });

    it.each([
      ['somebody goes to another view', 'link', 'Usage'],
      ['somebody stops it', 'button', 'Stop'],
    ] as const)('throws the file away, and says so, when %s', async (_when, role, name) => {
      const { page, complaints } = await exporting('');
      const gone: string[] = [];
      page.on('requestfailed', (request) => gone.push(request.url()));
      await page.route(LARGE_PAGES, () => undefined);
      await page.getByRole('button', { name: 'Export CSV' }).click();
      await expectShown(page.getByText('0 written…'));
      await page.getByRole(role, { name }).click();
      await expectShown(page.getByText('Stopped: no file was written.'));
      expect(await page.evaluate('disk.ended')).toBe('discarded');
      expect(gone.some((url) => url.includes('limit=200'))).toBe(true);
      expect(complaints).toEqual([]);
    });

    it('says so where no file can be opened, and nothing where somebody names none', async () => {
      const refusing = (name: string): string =>
        `window.showSaveFilePicker = async () => { throw new DOMException('Not now.', '${name}'); };`;
      const refused = await exporting('', { script: refusing('NotAllowedError') });
      await refused.page.getByRole('button', { name: 'Export CSV' }).click();
      await expectShown(refused.page.getByRole('alert'));
      const left = await exporting('', { script: refusing('AbortError') });
      await left.page.getByRole('button', { name: 'Export CSV' }).click();
      expect(await left.page.getByRole('alert').count()).toBe(0);
      expect([...refused.complaints, ...left.complaints]).toEqual([]);
    });

    it('masks phones for a key that may only read, and wamids on the page', async () => {
      const id = await accept({ to: '+34633444556', reference: 'PO-MASKED-CSV' });
      await reached(id, 'READ');
      const wamid = textAt((await stack.call('GET', `/messages/${id}`)).json, 'whatsappMessageId');
      const key = await newKey(stack, ['messages:read']);
      const reading = await exporting('q=PO-MASKED-CSV', { key });
      await reading.page.getByRole('button', { name: 'Export CSV' }).click();
      await expectShown(reading.page.getByText('1 messages written.'));
      const masked = String(await reading.page.evaluate('disk.text'));
      expect(masked).toContain(',+34 ······556,');
      expect(masked).not.toMatch(/633444/);
      await reading.page.getByRole('link', { name: 'PO-MASKED-CSV' }).click();
      await expectShown(reading.page.getByText(`…${wamid.slice(-6)}`));
      expect(await reading.page.content()).not.toContain(wamid.slice(0, -6));
      // The control: to a key that may do something both are there.
      const acting = await exporting('q=PO-MASKED-CSV');
      await acting.page.getByRole('button', { name: 'Export CSV' }).click();
      await expectShown(acting.page.getByText('1 messages written.'));
      expect(String(await acting.page.evaluate('disk.text'))).toContain(',+34633444556,');
      await acting.page.getByRole('link', { name: 'PO-MASKED-CSV' }).click();
      await expectShown(acting.page.getByText(wamid, { exact: true }));
    });
  });

  it('speaks Spanish', async () => {
    await accept({ reference: 'PO-ES', template: exampleTemplate(), sendAt: later() });
    const operator = await operators.stranger({ locale: 'es-ES' });
    const { page } = operator;
    await page.addInitScript(DISK);
    await page.goto('/console/sign-in?next=/messages?q=PO-ES');
    await page.getByLabel('Clave de API').fill(await newKey(stack, ['messages:read', 'messages:write']));
    await page.getByRole('button', { name: 'Entrar' }).click();
    const row = page.getByRole('row', { name: /PO-ES/ });
    await row.getByText('Pendiente').waitFor();
    await row.getByText('programado').waitFor();
    for (const field of ['Estado', 'Espera porque', 'Código de error', 'Plantilla', 'Remitente', 'Desde', 'Hasta']) {
      await page.getByLabel(field, { exact: true }).waitFor();
    }
    expect(await page.getByRole('columnheader').allTextContents()).toEqual([
      'Pedido',
      'Estado',
      'Destinatario',
      'Plantilla',
      'Aceptado',
      'Motivo',
      'Acción',
    ]);
    await expectShown(page.getByText('Mensajes en la lista: 1'));
    await page.getByRole('button', { name: 'Reenviar los fallidos' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('No hay nada que reenviar.').waitFor();
    expect(await dialog.getByRole('button', { name: /^Reenviar/ }).count()).toBe(0);
    await dialog.getByText('Pedido, nombre, teléfono o wamid: PO-ES').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Exportar CSV' }).click();
    await expectShown(page.getByText('1 mensajes escritos.'));
    await page.getByRole('button', { name: 'Cancelar PO-ES' }).click();
    await dialog.getByText('PO-ES ya no se envía.').waitFor();
    await dialog.getByRole('button', { name: 'Cancelar el mensaje' }).click();
    await row.getByText('Cancelado').waitFor();
    await page.getByLabel('Buscar mensajes').fill('100');
    await page.getByRole('button', { name: 'Buscar', exact: true }).click();
    await expectShown(page.getByText('Ningún mensaje coincide'));
    await page.getByRole('link', { name: 'Buscar lo que ha fallado con el código 100' }).click();
    await page.getByRole('link', { name: 'Buscar 100 en pedidos y nombres' }).waitFor();
    await page.getByRole('button', { name: 'Quitar filtros' }).waitFor();
  });
});
