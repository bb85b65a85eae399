import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isJsonObject } from '../json-object.js';
import type { Sandbox } from '../sandbox.js';
import { registerAccountRoutes } from './account-routes.js';
import { numberOf, type GraphContext, type GraphPath } from './graph-context.js';
import { graphError } from './graph-error-codes.js';
import { GraphReplies } from './graph-replies.js';
import { registerMediaRoutes } from './media-routes.js';
import { sendMessage } from './send-message.js';
import { registerTemplateRoutes } from './template-routes.js';

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
  app.setErrorHandler(async (_error, _request, reply) => replies.error(reply, graphError(1)));
  app.post<GraphPath>('/:version/:id/messages', async (request, reply) => {
    const number = numberOf(context, request, reply);
    return number ? sendMessage(sandbox, replies, number, request.body, reply) : reply;
  });
  registerAccountRoutes(context);
  registerTemplateRoutes(context);
  registerMediaRoutes(context);
  app.all('/*', async (request, reply) => replies.error(reply, unknownPath(request.url)));
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
