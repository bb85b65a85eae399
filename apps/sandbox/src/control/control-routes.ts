import type { FastifyInstance, FastifyReply } from 'fastify';
import { tokenStates } from '../account/access-token.js';
import { parseFaults } from '../behaviour/faults.js';
import { isJsonObject, type JsonObject } from '../json-object.js';
import { magicNumberTable } from '../magic/magic-number-table.js';
import { describeMessage } from '../messages/accepted-message.js';
import type { Sandbox } from '../sandbox.js';
import { changeTemplateStatus } from '../templates/change-template-status.js';
import { templateCategories, templateStatuses } from '../templates/template.js';
import { escapedJson } from '../webhooks/sign-webhook.js';
import { supplierReplies } from '../webhooks/supplier-replies.js';
import { templateCategoryChange } from '../webhooks/template-changes.js';
import { sandboxPage } from './sandbox-page.js';
import { sandboxStats } from './sandbox-stats.js';

const USUAL_LIST = 100;

type Query = { Querystring: Readonly<Record<string, string | undefined>> };

/** Everything under /sandbox: what Meta does not have and tests need. */
export function registerControlRoutes(app: FastifyInstance, sandbox: Sandbox): void {
  app.get('/', async (_request, reply) => reply.type('text/html; charset=utf-8').send(sandboxPage(sandbox)));
  app.get('/stats', async () => sandboxStats(sandbox));
  app.get('/magic-numbers', async (_request, reply) =>
    reply.type('text/markdown; charset=utf-8').send(magicNumberTable()),
  );
  app.get<Query>('/accepted', async ({ query: { id } }) =>
    id === undefined
      ? Object.fromEntries(sandbox.messages.countById)
      : { [id]: sandbox.messages.countById.get(id) ?? 0 },
  );
  app.get<Query>('/messages', async ({ query: { limit } }) => ({
    messages: sandbox.messages.newest(Number(limit) || USUAL_LIST).map(describeMessage),
  }));
  app.post('/reset', async () => {
    sandbox.reset();
    return { reset: true };
  });
  registerBehaviourRoutes(app, sandbox);
  registerAccountControls(app, sandbox);
  registerTemplateControls(app, sandbox);
  registerWebhookControls(app, sandbox);
}

function registerBehaviourRoutes(app: FastifyInstance, sandbox: Sandbox): void {
  app.get('/faults', async () => sandbox.faults);
  app.put('/faults', async (request, reply) => {
    const faults = parseFaults(request.body ?? {});
    if (typeof faults === 'string') return badRequest(reply, faults);
    sandbox.faults = faults;
    return faults;
  });
  app.put('/limits', async (request, reply) => {
    const { messagesPerSecond, pairRate } = { ...sandbox.limits, ...bodyOf(request.body) };
    if (typeof messagesPerSecond !== 'number' || typeof pairRate !== 'boolean') {
      return badRequest(reply, 'messagesPerSecond is a number (0 = no limit), pairRate true or false');
    }
    return Object.assign(sandbox.limits, { messagesPerSecond, pairRate });
  });
}

function registerAccountControls(app: FastifyInstance, sandbox: Sandbox): void {
  app.put('/token', async (request, reply) => {
    const { accessToken, state, expiresAt } = bodyOf(request.body);
    const known = tokenStates.find((candidate) => candidate === state);
    if (state !== undefined && !known) return badRequest(reply, `state is one of ${tokenStates.join(', ')}`);
    if (typeof accessToken === 'string') sandbox.token.rotate(accessToken);
    sandbox.token.state = known ?? 'valid';
    if (typeof expiresAt === 'number') sandbox.token.expiresAt = expiresAt;
    return { state: sandbox.token.state, expiresAt: sandbox.token.expiresAt };
  });
  app.put<{ Params: { id: string } }>('/phone-numbers/:id', async (request, reply) => {
    const number = sandbox.numberById(request.params.id);
    if (!number) return notFound(reply, 'no such number');
    number.fields = { ...number.fields, ...bodyOf(request.body) };
    return number.fields;
  });
  app.put('/account', async (request) => {
    sandbox.account = { ...sandbox.account, ...bodyOf(request.body) };
    return sandbox.account;
  });
}

function registerTemplateControls(app: FastifyInstance, sandbox: Sandbox): void {
  type Named = { Params: { name: string } };
  app.put<Named>('/templates/:name/status', async (request, reply) => {
    const { status, language = 'es', webhook } = bodyOf(request.body);
    const template = sandbox.templates.byName(request.params.name, String(language));
    const known = templateStatuses.find((candidate) => candidate === status);
    if (!template) return notFound(reply, 'no such template');
    if (!known) return badRequest(reply, `status is one of ${templateStatuses.join(', ')}`);
    changeTemplateStatus(sandbox, template, known, webhook !== false);
    return template;
  });
  app.put<Named>('/templates/:name/category', async (request, reply) => {
    const { category, language = 'es', webhook } = bodyOf(request.body);
    const template = sandbox.templates.byName(request.params.name, String(language));
    const known = templateCategories.find((candidate) => candidate === category);
    if (!template) return notFound(reply, 'no such template');
    if (!known) return badRequest(reply, `category is one of ${templateCategories.join(', ')}`);
    template.previous_category = template.category;
    template.category = known;
    if (webhook !== false) sandbox.webhooks.sendTimed(templateCategoryChange(template, template.previous_category));
    return template;
  });
}

function registerWebhookControls(app: FastifyInstance, sandbox: Sandbox): void {
  app.post('/webhook-url', async (request, reply) => {
    const { url, verifyToken = sandbox.settings.verifyToken, verify = true } = bodyOf(request.body);
    if (typeof url !== 'string' || !URL.canParse(url)) return badRequest(reply, 'url must be a URL');
    const isVerified = verify === false || (await sandbox.webhooks.verify(url, String(verifyToken)));
    if (!isVerified) return badRequest(reply, "The callback URL or verify token couldn't be validated.");
    sandbox.webhooks.url = url;
    return { url };
  });
  app.post('/webhook', async (request, reply) => {
    const { body } = request;
    if (body === undefined || body === null) return badRequest(reply, 'the body is the webhook to send');
    const bodies = Buffer.isBuffer(body) ? [body] : (Array.isArray(body) ? body : [body]).map(escapedJson);
    const answers = [];
    for (const each of bodies) answers.push((await sandbox.webhooks.post(each)) ?? null);
    return { answers };
  });
  app.post('/reply', async (request, reply) => {
    const { wamid, text, payload } = bodyOf(request.body);
    const message = sandbox.messages.find(String(wamid));
    const number = message && sandbox.numberById(message.phoneNumberId);
    if (!number) return notFound(reply, 'no recent message has this wamid');
    if (typeof text !== 'string')
      return badRequest(reply, 'text is what the supplier writes, or the label of the button');
    const content =
      typeof payload === 'string' ? ({ type: 'button', text, payload } as const) : ({ type: 'text', text } as const);
    return { wamid: supplierReplies(sandbox, number, message, content) };
  });
}

function bodyOf(body: unknown): JsonObject {
  return isJsonObject(body) ? body : {};
}

function badRequest(reply: FastifyReply, problem: string) {
  return reply.code(400).send({ problem });
}

function notFound(reply: FastifyReply, problem: string) {
  return reply.code(404).send({ problem });
}
