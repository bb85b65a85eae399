import { isJsonObject, type JsonObject } from '../json-object.js';
import type { Template } from '../templates/template.js';
import type { TemplateCatalog } from '../templates/template-catalog.js';
import { checkTemplateParameters, type TemplateValues } from './check-template-parameters.js';
import type { GraphError } from './graph-error.js';
import { graphError, invalidRequest } from './graph-error-codes.js';
import { readPhone, readUserId, type Recipient } from './recipient.js';

/** A send request with nothing wrong in it. */
export interface CheckedMessage {
  readonly kind: 'checked-message';
  readonly recipient: Recipient;
  readonly callbackData?: string;
  readonly content: MessageContent;
}

export type MessageContent =
  | { readonly type: 'template'; readonly template: Template; readonly values: TemplateValues }
  | { readonly type: 'text'; readonly text: string };

const CALLBACK_DATA_LIMIT = 512;

/**
 * The checks that Meta makes before it answers, in the order of the request's fields.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-phone-number/message-api
 *
 * @param ownPhone digits of the sender
 */
export function checkMessage(
  body: JsonObject,
  catalog: TemplateCatalog,
  ownPhone: string,
): CheckedMessage | GraphError {
  const { messaging_product: product, type = 'text', recipient_type: recipientType = 'individual' } = body;
  if (product === undefined) return invalidRequest('The parameter messaging_product is required.');
  if (product !== 'whatsapp')
    return invalidRequest(`Param messaging_product must be one of {WHATSAPP} - got ${JSON.stringify(product)}.`);
  if (recipientType !== 'individual')
    return invalidRequest(`Param recipient_type must be one of {INDIVIDUAL} - got ${JSON.stringify(recipientType)}.`);
  const recipient = readRecipient(body, ownPhone);
  if ('kind' in recipient) return recipient;
  const callbackData = body['biz_opaque_callback_data'];
  if (callbackData !== undefined && (typeof callbackData !== 'string' || callbackData.length > CALLBACK_DATA_LIMIT)) {
    return graphError(
      100,
      `Parameter biz_opaque_callback_data must be a string of at most ${CALLBACK_DATA_LIMIT} characters.`,
    );
  }
  const content = readContent(type, body, catalog);
  if ('kind' in content) return content;
  return { kind: 'checked-message', recipient, content, ...(callbackData !== undefined && { callbackData }) };
}

function readRecipient(body: JsonObject, ownPhone: string): Recipient | GraphError {
  const { to, recipient: userId } = body;
  if (typeof to === 'string' && to !== '') {
    const phone = readPhone(to);
    if (!phone) return graphError(100, 'Parameter `to` is not a valid phone number.');
    return phone.waId === ownPhone ? graphError(131021) : phone;
  }
  if (typeof userId !== 'string' || userId === '') return invalidRequest('The parameter to is required.');
  return readUserId(userId) ?? graphError(131009, 'Parameter `recipient` is not a valid business-scoped user id.');
}

function readContent(type: unknown, body: JsonObject, catalog: TemplateCatalog): MessageContent | GraphError {
  if (type === 'template') return readTemplate(body['template'], catalog);
  if (type !== 'text') return graphError(131051);
  const text = isJsonObject(body['text']) ? body['text']['body'] : undefined;
  if (typeof text !== 'string' || text === '') return invalidRequest("The parameter text['body'] is required.");
  return { type: 'text', text };
}

function readTemplate(request: unknown, catalog: TemplateCatalog): MessageContent | GraphError {
  if (!isJsonObject(request)) return graphError(131008, 'Parameter template is missing');
  const { name, language, components } = request;
  const code = isJsonObject(language) ? language['code'] : undefined;
  if (typeof name !== 'string' || name === '') return graphError(131008, 'Parameter template name is missing');
  if (typeof code !== 'string' || code === '') return graphError(131008, 'Parameter template language code is missing');
  const template = catalog.byName(name, code);
  if (template?.status === 'PAUSED') return graphError(132015);
  if (template?.status === 'DISABLED') return graphError(132016);
  if (template?.status !== 'APPROVED') return graphError(132001, `template name (${name}) does not exist in ${code}`);
  const values = checkTemplateParameters(template, components);
  return values.kind === 'graph-error' ? values : { type: 'template', template, values };
}
