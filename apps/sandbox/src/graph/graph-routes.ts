import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BusinessNumber } from '../account/business-number.js';
import { isJsonObject } from '../json-object.js';
import type { Sandbox } from '../sandbox.js';
import { registerAccountRoutes } from './account-routes.js';
import { graphError, unknownObject } from './graph-error-codes.js';
import { GraphReplies } from './graph-replies.js';
import { registerMediaRoutes } from './media-routes.js';
import { sendMessage } from './send-message.js';
import { registerTemplateRoutes } from './template-routes.js';

export interface GraphPath {
  Params: { id: string };
  Querystring: Readonly<Record<string, string | undefined>>;
}

/** What every Graph route is given. */
export interface GraphContext {
  readonly app: FastifyInstance;
  readonly sandbox: Sandbox;
  readonly replies: GraphReplies;
}

/** Graph's paths: an outage comes before everything, then the token, then the object that the path names. */
export function registerGraphRoutes(app: FastifyInstance, sandbox: Sandbox): void {
  const replies = new GraphReplies(sandbox.settings.wabaId);
  const context: GraphContext = { app, sandbox, replies };
  app.addHook('onRequest', async (request, reply) => {
    sandbox.requests += 1;
    const { outage } = sandbox.faults;
    if (outage !== null) sandbox.countInjected('outage');
    if (outage === 'hang') return replies.neverAnswer(reply);
    if (outage === 'errors') return replies.error(reply, graphError(2));
    const refusal = isAppAuthorized(request, sandbox)
      ? undefined
      : sandbox.token.refusal(tokenOf(request), sandbox.now());
    if (!refusal) return undefined;
    if (request.url.endsWith('/messages')) sandbox.countRefusal(refusal);
    return replies.error(reply, refusal);
  });
  app.post<GraphPath>('/:version/:id/messages', async (request, reply) => {
    const number = numberOf(context, request, reply);
    return number ? sendMessage(sandbox, replies, number, request.body, reply) : reply;
  });
  registerAccountRoutes(context);
  registerTemplateRoutes(context);
  registerMediaRoutes(context);
  app.all('/*', async (request, reply) => replies.error(reply, unknownPath(request.url)));
}

/** The number of the path; answers the request itself when there is none. */
export function numberOf(
  { sandbox, replies }: GraphContext,
  request: FastifyRequest<GraphPath>,
  reply: FastifyReply,
): BusinessNumber | undefined {
  const number = sandbox.numberById(request.params.id);
  if (!number) replies.error(reply, unknownObject(request.method, request.params.id));
  return number;
}

function tokenOf(request: FastifyRequest): string | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) return authorization.replace(/^(Bearer|OAuth) /i, '');
  const fromQuery = isJsonObject(request.query) ? request.query['access_token'] : undefined;
  return typeof fromQuery === 'string' ? fromQuery : undefined;
}

/** Inspecting a token and reading subscriptions are also open to the app itself, by `APP_ID|APP_SECRET`. */
function isAppAuthorized(request: FastifyRequest, { settings }: Sandbox): boolean {
  const isAppPath = /\/(debug_token|subscriptions)(\?|$)/.test(request.url);
  return isAppPath && tokenOf(request) === `${settings.appId}|${settings.appSecret}`;
}

function unknownPath(url: string) {
  const path = url.replace(/\?.*/, '').replace(/^\/v\d+\.\d+/, '');
  return {
    kind: 'graph-error',
    httpStatus: 400,
    code: 2500,
    type: 'OAuthException',
    message: `Unknown path components: ${path}`,
  } as const;
}
