import { defineTexts } from '../language/define-texts.js';

/** What to do about the codes whose advice in the API is for programs and their people: it names calls, or sends operators to themselves. */
export const adviceTexts = defineTexts(
  {
    UNCONFIRMED: 'Ask the recipient before sending it again: it may have arrived.',
    FAILED_BY_OPERATOR: 'Somebody who operates Recado ended it; send it again if it is still wanted.',
    '132000': 'Send as many parameters as the template has variables: the view of templates shows them.',
    '132001': 'Check name and language of the template: the view of templates lists those that can be sent.',
  },
  {
    UNCONFIRMED: 'Pregunta al destinatario antes de enviarlo de nuevo: puede que le llegara.',
    FAILED_BY_OPERATOR: 'Lo terminó alguien que opera Recado; envíalo de nuevo si aún hace falta.',
    '132000': 'Envía tantos parámetros como variables tiene la plantilla: la vista de plantillas las muestra.',
    '132001': 'Comprueba el nombre y el idioma de la plantilla: la vista de plantillas dice cuáles se pueden enviar.',
  },
);
