import { defineTexts } from '../language/define-texts.js';

/** The states of a message and why it waits, in words; the API's own names are their keys. */
export const messageStatusTexts = defineTexts(
  {
    PENDING: 'Pending',
    SENT: 'Sent',
    DELIVERED: 'Delivered',
    READ: 'Read',
    FAILED: 'Failed',
    CANCELLED: 'Cancelled',
    SCHEDULED: 'scheduled',
    QUEUED: 'in the queue',
    SENDING: 'being sent',
    RETRYING: 'will be tried again',
    UNCONFIRMED: 'unconfirmed: Meta may have it',
    HELD: 'held: a person must decide',
    SENDER_PAUSED: 'sender paused',
    TEMPLATE_PAUSED: 'template paused',
    DISABLED: 'sending is switched off',
  },
  {
    PENDING: 'Pendiente',
    SENT: 'Enviado',
    DELIVERED: 'Entregado',
    READ: 'Leído',
    FAILED: 'Fallido',
    CANCELLED: 'Cancelado',
    SCHEDULED: 'programado',
    QUEUED: 'en cola',
    SENDING: 'enviándose',
    RETRYING: 'se reintentará',
    UNCONFIRMED: 'sin confirmar: puede que Meta lo tenga',
    HELD: 'retenido: debe decidir una persona',
    SENDER_PAUSED: 'remitente en pausa',
    TEMPLATE_PAUSED: 'plantilla en pausa',
    DISABLED: 'el envío está apagado',
  },
);
