import type { TemplateButton, TemplateHeader, TemplateParameters } from '#messages';
import type { JsonObject } from './json-object.js';

/** A phone with `+` and country code, or Meta's business-scoped user id (`ES.1349…`). */
export type Recipient = { readonly to: string } | { readonly recipient: string };

/** One template message, in the product's own words. */
export type TemplateSend = Recipient & {
  readonly template: { readonly name: string; readonly language: string };
  readonly parameters?: TemplateParameters;
  readonly header?: TemplateHeader | null;
  readonly buttons?: readonly TemplateButton[];
  /** Comes back in every status webhook of the message; at most 512 characters. */
  readonly callbackData?: string;
};

/**
 * The body of `POST /{phone_number_id}/messages` for one template message.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/overview
 */
export function templatePayload(send: TemplateSend): JsonObject {
  const components = [
    ...headerComponent(send.header),
    ...bodyComponent(send.parameters),
    ...buttonComponents(send.buttons),
  ];
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...addressee(send),
    type: 'template',
    template: {
      name: send.template.name,
      language: { code: send.template.language },
      ...(components.length > 0 && { components }),
    },
    ...(send.callbackData !== undefined && { biz_opaque_callback_data: send.callbackData }),
  };
}

// Without the plus Meta prepends the sender's own country code to the number and writes to a stranger.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/phone-numbers
function addressee(recipient: Recipient): JsonObject {
  if ('recipient' in recipient) return { recipient: recipient.recipient };
  return { to: recipient.to.startsWith('+') ? recipient.to : `+${recipient.to}` };
}

function bodyComponent(parameters: TemplateParameters = []): readonly JsonObject[] {
  const values = isPositional(parameters)
    ? parameters.map((text) => ({ type: 'text', text }))
    : Object.entries(parameters).map(([name, text]) => ({ type: 'text', parameter_name: name, text }));
  return values.length > 0 ? [{ type: 'body', parameters: values }] : [];
}

function isPositional(parameters: TemplateParameters): parameters is readonly string[] {
  return Array.isArray(parameters);
}

function headerComponent(header: TemplateHeader | null | undefined): readonly JsonObject[] {
  return header ? [{ type: 'header', parameters: [headerParameter(header)] }] : [];
}

function headerParameter(header: TemplateHeader): JsonObject {
  if (header.type === 'text') {
    return { type: 'text', ...(header.name !== undefined && { parameter_name: header.name }), text: header.text };
  }
  const { type, ...content } = header;
  return { type, [type]: content };
}

function buttonComponents(buttons: readonly TemplateButton[] = []): readonly JsonObject[] {
  return buttons.map((button) => ({
    type: 'button',
    sub_type: button.type,
    index: String(button.index),
    parameters: [buttonParameter(button)],
  }));
}

function buttonParameter(button: TemplateButton): JsonObject {
  switch (button.type) {
    case 'url':
      return { type: 'text', text: button.text };
    case 'quick_reply':
      return { type: 'payload', payload: button.payload };
    case 'copy_code':
      return { type: 'coupon_code', coupon_code: button.code };
    case 'flow':
      return { type: 'action', action: { flow_token: button.token } };
  }
}
