import type { Template, TemplateCategory } from '../templates/template.js';
import type { WebhookChange } from './webhook-sender.js';

/** What Meta tells beside the event, by status. */
function detailsOf(template: Template, wasPaused: boolean, now: number) {
  switch (template.status) {
    case 'PAUSED':
      return {
        other_info: {
          title: 'FIRST_PAUSE',
          description: 'Your WhatsApp message template has been paused for 3 hours.',
        },
      };
    case 'DISABLED':
      return { disable_info: { disable_date: Math.floor(now / 1000) } };
    case 'REJECTED':
      return {
        rejection_info: {
          reason: 'The template does not meet the requirements.',
          recommendation: 'Change the text and submit it again.',
        },
      };
    default:
      return wasPaused
        ? { other_info: { title: 'UNPAUSE', description: 'Your WhatsApp message template has been unpaused.' } }
        : {};
  }
}

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/message_template_status_update */
export function templateStatusChange(template: Template, wasPaused: boolean, now: number): WebhookChange {
  return {
    field: 'message_template_status_update',
    value: {
      event: template.status,
      ...identityOf(template),
      reason: template.status === 'REJECTED' ? (template.rejected_reason ?? 'INVALID_FORMAT') : 'NONE',
      message_template_category: template.category,
      ...detailsOf(template, wasPaused, now),
    },
  };
}

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/template_category_update */
export function templateCategoryChange(template: Template, previous: TemplateCategory): WebhookChange {
  return {
    field: 'template_category_update',
    value: { ...identityOf(template), previous_category: previous, new_category: template.category },
  };
}

function identityOf(template: Template) {
  return {
    message_template_id: Number(template.id),
    message_template_name: template.name,
    message_template_language: template.language.replace('_', '-'),
  };
}
