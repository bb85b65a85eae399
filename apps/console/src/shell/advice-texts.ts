import { defineTexts } from '../language/define-texts.js';

/** What to do about the codes whose advice in the API is for programs: it names calls and fields of theirs. */
export const adviceTexts = defineTexts(
  {
    UNCONFIRMED: 'Ask the recipient before sending it again: it may have arrived.',
    '132000': 'Send as many parameters as the template has variables: the view of templates shows them.',
    '132001': 'Check name and language of the template: the view of templates lists those that can be sent.',
  },
  {
    UNCONFIRMED: 'Pregunta al destinatario antes de enviarlo de nuevo: puede que le llegara.',
    '132000': 'Envía tantos parámetros como variables tiene la plantilla: la vista de plantillas las muestra.',
    '132001': 'Comprueba el nombre y el idioma de la plantilla: la vista de plantillas dice cuáles se pueden enviar.',
  },
);
