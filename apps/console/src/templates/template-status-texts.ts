import { defineTexts } from '../language/define-texts.js';

/** Meta's states of a template in words, and what follows from each; Meta's own names are their keys. */
export const templateStatusTexts = defineTexts(
  {
    words: {
      APPROVED: 'Approved',
      PENDING: 'In review',
      IN_APPEAL: 'In appeal',
      PAUSED: 'Paused',
      REJECTED: 'Rejected',
      DISABLED: 'Disabled',
      LIMIT_EXCEEDED: 'Limit exceeded',
      ARCHIVED: 'Archived',
      PENDING_DELETION: 'Being deleted',
      DELETED: 'Deleted',
    },
    advice: {
      PENDING: 'Meta reviews it, mostly within minutes, at most 24 hours. Its decision appears here by itself.',
      IN_APPEAL: 'Meta looks at it again. Its decision appears here by itself.',
      PAUSED:
        'Recipients complained of it, and Meta has stopped it for a while. Its messages are accepted and wait until that passes by itself.',
      REJECTED: 'Messages with it are refused. Mend it in WhatsApp Manager, or have another one reviewed.',
      DISABLED:
        'Recipients complained of it too often. Messages with it are refused: change it in WhatsApp Manager and use another one until then.',
      LIMIT_EXCEEDED: 'The account has too many templates. Delete in WhatsApp Manager those that nobody uses.',
    },
    otherAdvice: 'Messages with it are refused: Meta sends approved templates only.',
  },
  {
    words: {
      APPROVED: 'Aprobada',
      PENDING: 'En revisión',
      IN_APPEAL: 'En apelación',
      PAUSED: 'En pausa',
      REJECTED: 'Rechazada',
      DISABLED: 'Inhabilitada',
      LIMIT_EXCEEDED: 'Límite superado',
      ARCHIVED: 'Archivada',
      PENDING_DELETION: 'Eliminándose',
      DELETED: 'Eliminada',
    },
    advice: {
      PENDING: 'Meta la revisa, casi siempre en minutos, como mucho en 24 horas. Su decisión aparece aquí por sí sola.',
      IN_APPEAL: 'Meta la mira de nuevo. Su decisión aparece aquí por sí sola.',
      PAUSED:
        'Hubo quejas de destinatarios y Meta la ha parado un tiempo. Sus mensajes se aceptan y esperan hasta que pase por sí solo.',
      REJECTED: 'Los mensajes con ella se rechazan. Corrígela en WhatsApp Manager o envía otra a revisión.',
      DISABLED:
        'Hubo demasiadas quejas. Los mensajes con ella se rechazan: cámbiala en WhatsApp Manager y usa otra mientras tanto.',
      LIMIT_EXCEEDED: 'La cuenta tiene demasiadas plantillas. Borra en WhatsApp Manager las que nadie usa.',
    },
    otherAdvice: 'Los mensajes con ella se rechazan: Meta solo envía plantillas aprobadas.',
  },
);
