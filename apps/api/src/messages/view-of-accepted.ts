import type { MessageView, PendingReason } from '#messages';
import type { NewMessage } from '#sending';

export interface AcceptedCircumstances {
  readonly acceptance: { readonly id: string; readonly createdAt: Date; readonly expiresAt: Date };
  readonly sending: 'sending' | 'DISABLED' | 'SENDER_PAUSED';
  readonly templatePaused: boolean;
  readonly warnings: readonly string[];
}

/** The message as GET would show it now, from what was just kept instead of another query. */
export function viewOfAccepted(message: NewMessage, circumstances: AcceptedCircumstances): MessageView {
  const { acceptance, warnings } = circumstances;
  const scheduled = message.scheduledAt !== null && message.scheduledAt > acceptance.createdAt;
  return {
    id: acceptance.id,
    status: 'PENDING',
    pendingReason: scheduled ? 'SCHEDULED' : whyItWaits(circumstances),
    to: message.recipientPhone ?? message.recipientUserId,
    recipientName: message.recipientName,
    sender: message.senderId,
    template: {
      name: message.templateName,
      language: message.templateLanguage,
      parameters: message.templateParameters,
      ...(message.templateHeader !== null && { header: message.templateHeader }),
      ...(message.templateButtons !== null && { buttons: message.templateButtons }),
    },
    text: message.bodyText,
    reference: message.reference,
    priority: message.priority,
    metadata: message.metadata,
    whatsappMessageId: null,
    attempts: 0,
    error: null,
    pricing: null,
    resendOf: message.resendOf,
    metaStatus: null,
    pendingUntil: scheduled ? (message.scheduledAt?.toISOString() ?? null) : null,
    warnings,
    scheduledAt: message.scheduledAt?.toISOString() ?? null,
    expiresAt: acceptance.expiresAt.toISOString(),
    createdAt: acceptance.createdAt.toISOString(),
    sentAt: null,
    deliveredAt: null,
    readAt: null,
    failedAt: null,
  };
}

function whyItWaits({ sending, templatePaused }: AcceptedCircumstances): PendingReason {
  if (sending !== 'sending') return sending;
  return templatePaused ? 'TEMPLATE_PAUSED' : 'QUEUED';
}
