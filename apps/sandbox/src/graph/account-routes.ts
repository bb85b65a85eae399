import type { BusinessNumber } from '../account/business-number.js';
import { isJsonObject } from '../json-object.js';
import type { Sandbox } from '../sandbox.js';
import { invalidRequest, unknownObject } from './graph-error-codes.js';
import { isAccount, numberOf, type GraphContext, type GraphPath } from './graph-context.js';
import { healthStatus } from './health-status.js';
import { messageHistory } from './message-history.js';
import { pricingAnalytics } from './pricing-analytics.js';
import { selectFields } from './select-fields.js';

const MESSAGING_SCOPES = ['whatsapp_business_management', 'whatsapp_business_messaging'];
const NUMBER_FIELDS = [
  'verified_name',
  'code_verification_status',
  'display_phone_number',
  'quality_rating',
  'throughput',
  'webhook_configuration',
];

/** Reads of token, app, account and numbers, and the webhook subscription. */
export function registerAccountRoutes(context: GraphContext): void {
  const { app, sandbox, replies } = context;
  app.get<GraphPath>('/:version/debug_token', async (request, reply) => {
    const inspected = request.query['input_token'];
    if (inspected === undefined) return replies.error(reply, invalidRequest('The parameter input_token is required.'));
    return replies.ok(reply, { data: debugToken(sandbox, inspected) });
  });
  app.get<GraphPath>('/:version/:id', async (request, reply) => {
    const { id } = request.params;
    const fields = request.query['fields'];
    const number = sandbox.numberById(id);
    if (number) return replies.ok(reply, selectFields(numberNode(sandbox, number), fields, NUMBER_FIELDS));
    if (id === sandbox.settings.wabaId)
      return replies.ok(
        reply,
        selectFields(accountNode(sandbox, fields), fields, ['name', 'timezone_id', 'message_template_namespace']),
      );
    const template = sandbox.templates.byId(id);
    if (template) {
      const node = { ...template, health_status: healthStatus(sandbox, { template }) };
      return replies.ok(reply, selectFields(node, fields, Object.keys(template)));
    }
    const media = sandbox.media.get(id);
    return media ? replies.ok(reply, media) : replies.error(reply, unknownObject('GET', id));
  });
  app.get<GraphPath>('/:version/:id/phone_numbers', async (request, reply) => {
    if (!isAccount(context, request, reply)) return reply;
    const data = sandbox.numbers.map((number) =>
      selectFields(numberNode(sandbox, number), request.query['fields'], NUMBER_FIELDS),
    );
    return replies.ok(reply, { data, paging: { cursors: { before: 'QVFIUaaa', after: 'QVFIUbbb' } } });
  });
  app.get<GraphPath>('/:version/:id/message_history', async (request, reply) => {
    if (!numberOf(context, request, reply)) return reply;
    return replies.ok(reply, messageHistory(sandbox, request.query['message_id']));
  });
  registerSubscriptionRoutes(context);
}

function registerSubscriptionRoutes(context: GraphContext): void {
  const { app, sandbox, replies } = context;
  const { appId } = sandbox.settings;
  app.get<GraphPath>('/:version/:id/subscribed_apps', async (request, reply) => {
    if (!isAccount(context, request, reply)) return reply;
    const link = `https://www.facebook.com/games/?app_id=${appId}`;
    const subscribed = { whatsapp_business_api_data: { id: appId, name: 'Lucky Shrub', link } };
    return replies.ok(reply, { data: sandbox.webhooks.isSubscribed ? [subscribed] : [] });
  });
  app.post<GraphPath>('/:version/:id/subscribed_apps', async (request, reply) => {
    if (!isAccount(context, request, reply)) return reply;
    const body = isJsonObject(request.body) ? request.body : {};
    const { override_callback_uri: url, verify_token: verifyToken } = body;
    if (typeof url === 'string') {
      const isVerified = URL.canParse(url) && (await sandbox.webhooks.verify(url, String(verifyToken)));
      if (!isVerified)
        return replies.error(
          reply,
          invalidRequest('Callback verification failed: the URL did not answer the challenge.'),
        );
      sandbox.webhooks.url = url;
    }
    sandbox.webhooks.isSubscribed = true;
    return replies.ok(reply, { success: true });
  });
  app.delete<GraphPath>('/:version/:id/subscribed_apps', async (request, reply) => {
    if (!isAccount(context, request, reply)) return reply;
    sandbox.webhooks.isSubscribed = false;
    return replies.ok(reply, { success: true });
  });
  app.get<GraphPath>('/:version/:id/subscriptions', async (request, reply) => {
    if (request.params.id !== appId) return replies.error(reply, unknownObject('GET', request.params.id));
    const fields = ['messages', 'message_template_status_update', 'account_update'].map((name) => ({
      name,
      version: 'v25.0',
    }));
    const data = [
      { object: 'whatsapp_business_account', callback_url: sandbox.webhooks.url ?? '', active: true, fields },
    ];
    return replies.ok(reply, { data });
  });
}

function debugToken({ settings, token, now }: Sandbox, inspected: string) {
  const isValid = token.matches(inspected) && token.state !== 'expired' && token.state !== 'invalidated';
  const scopes = token.state === 'no-permission' ? [] : MESSAGING_SCOPES;
  const expiredAt = Math.floor(now() / 1000) - 3600;
  return {
    app_id: settings.appId,
    type: 'SYSTEM_USER',
    application: 'Lucky Shrub',
    data_access_expires_at: 0,
    expires_at: token.state === 'expired' ? expiredAt : token.expiresAt,
    is_valid: isValid,
    issued_at: 1712099387,
    scopes,
    granular_scopes: scopes.map((scope) => ({
      scope,
      target_ids: token.state === 'no-asset-access' ? [] : [settings.wabaId],
    })),
    user_id: '104169029247128',
    ...(!isValid && {
      error: { code: 190, message: 'Error validating access token: Session has expired.', subcode: 463 },
    }),
  };
}

function numberNode(sandbox: Sandbox, number: BusinessNumber) {
  const { url } = sandbox.webhooks;
  return {
    id: number.id,
    display_phone_number: number.displayPhone,
    ...number.fields,
    webhook_configuration: url === undefined ? undefined : { application: url },
    health_status: healthStatus(sandbox, { number }),
  };
}

function accountNode(sandbox: Sandbox, fields: string | undefined) {
  return {
    id: sandbox.settings.wabaId,
    ...sandbox.account,
    health_status: healthStatus(sandbox, {}),
    ...(fields?.includes('pricing_analytics') && { pricing_analytics: pricingAnalytics(sandbox) }),
  };
}
