import type { MessageView } from '#messages';
import type { NewMessage } from '#sending';
import type { Sending } from './sending-state.js';

export interface AcceptedCircumstances {
  readonly acceptance: { readonly id: string; readonly createdAt: Date; readonly expiresAt: Date };
  readonly sending: Sending;
  readonly templatePaused: boolean;
  readonly warnings: readonly string[];
}

/** The message as GET would show it now, from what was just kept instead of another query. */
export function viewOfAccepted(message: NewMessage, circumstances: AcceptedCircumstances): MessageView {
  const { acceptance, warnings } = circumstances;
  return {
    id: acceptance.id,
    status: 'PENDING',
    ...whyItWaits(message, circumstances),
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

function whyItWaits(
  { scheduledAt }: NewMessage,
  { acceptance, sending, templatePaused }: AcceptedCircumstances,
): Pick<MessageView, 'pendingReason' | 'pendingUntil'> {
  if (scheduledAt !== null && scheduledAt > acceptance.createdAt) {
    return { pendingReason: 'SCHEDULED', pendingUntil: scheduledAt.toISOString() };
  }
  if (sending.waitsFor !== null) {
    return { pendingReason: sending.waitsFor, pendingUntil: sending.until?.toISOString() ?? null };
  }
  return { pendingReason: templatePaused ? 'TEMPLATE_PAUSED' : 'QUEUED', pendingUntil: null };
}
