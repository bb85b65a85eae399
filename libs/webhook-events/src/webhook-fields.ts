/**
 * Every field of Meta's webhooks that we know, and what follows from it; docs/webhooks.md shows the same table. What is
 * `recorded only` is kept with the raw body and counted.
 */
export const WEBHOOK_FIELDS = {
  messages:
    'statuses are merged into their messages; what people write is kept; errors that are told of the number itself are logged, slow it down (130429) or [pause it](sender-health.md)',
  user_preferences: 'who wants marketing no longer, or again, in the suppression list',
  message_template_status_update:
    'the template has the status told: its messages wait, or go on; where the event names none, its list is read again',
  message_template_quality_update: 'the quality of the template',
  template_category_update: 'the category of the template, with the previous one; an announcement is logged',
  message_template_components_update: 'the templates of the account are read again',
  account_update: 'disabled, deleted, offboarded or restricted: its senders are paused; reinstated: they go on',
  account_review_update: 'any decision but APPROVED pauses the senders of the account; APPROVED lets them go on',
  account_alerts: 'kept and logged',
  business_capability_update: 'the messaging limit of the senders of the account',
  phone_number_quality_update: 'messaging limit, throughput and quality of the number',
  phone_number_name_update: 'the name that people see, once it is approved',
  security: 'kept and logged',
  account_settings_update: 'recorded only',
  automatic_events: 'recorded only',
  business_status_update: 'recorded only',
  calls: 'recorded only',
  flows: 'recorded only',
  group_lifecycle_update: 'recorded only',
  group_participants_update: 'recorded only',
  group_settings_update: 'recorded only',
  group_status_update: 'recorded only',
  history: 'recorded only',
  message_echoes: 'recorded only',
  messaging_handovers: 'recorded only',
  partner_solutions: 'recorded only',
  payment_configuration_update: 'recorded only',
  smb_app_state_sync: 'recorded only',
  smb_message_echoes: 'recorded only',
  standby: 'recorded only',
  template_correct_category_detection: 'recorded only',
  tracking_events: 'recorded only',
} as const;

export type WebhookField = keyof typeof WEBHOOK_FIELDS | 'unknown';

/** What Meta's app has to be subscribed to: it sends nothing else. */
export const SUBSCRIBED_FIELDS: readonly string[] = Object.entries(WEBHOOK_FIELDS).flatMap(([field, effect]) =>
  effect === 'recorded only' ? [] : [field],
);

/** Meta's name of a field; `unknown` for any that we do not know, so that figures have no more labels than there are fields. */
export function webhookField(text: string | null): WebhookField {
  return isKnown(text) ? text : 'unknown';
}

function isKnown(text: string | null): text is keyof typeof WEBHOOK_FIELDS {
  return text !== null && Object.hasOwn(WEBHOOK_FIELDS, text);
}
