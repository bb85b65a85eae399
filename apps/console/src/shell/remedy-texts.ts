import { defineTexts } from '../language/define-texts.js';

/** What to do about refusals whose remedy in the API is for programs: it names calls, headers and fields. */
export const remedyTexts = defineTexts(
  {
    INVALID_REQUEST: 'Change what you have entered, or the filters, then try again.',
    VALIDATION_FAILED: 'Change what you have entered, or the filters, then try again.',
    CURSOR_INVALID: 'Go back to the first page.',
    PHONE_INVALID: 'Write the phone with + and the code of its country: +34612345678.',
    SENDER_UNKNOWN: 'Choose one of the numbers that the view of senders shows.',
    TEMPLATE_UNKNOWN: 'Choose one that the view of templates shows; “Read from Meta now” brings new ones.',
    TEMPLATE_PARAMETERS_INVALID: 'Change the values of the template.',
    SUPPRESSED: 'Reach the recipient another way.',
    SUPERSEDED: 'Search for the order’s number and look at its latest message: only that one may be sent again.',
    NOT_RESENDABLE: 'Ask the recipient whether it arrived, or have a new message sent.',
    CALLBACK_ENDPOINT_DISABLED: 'Enable the endpoint first.',
    RATE_LIMITED: 'Wait a moment, then try again.',
  },
  {
    INVALID_REQUEST: 'Cambia lo que has escrito o los filtros y vuelve a intentarlo.',
    VALIDATION_FAILED: 'Cambia lo que has escrito o los filtros y vuelve a intentarlo.',
    CURSOR_INVALID: 'Vuelve a la primera página.',
    PHONE_INVALID: 'Escribe el teléfono con + y el prefijo del país: +34612345678.',
    SENDER_UNKNOWN: 'Elige uno de los números que muestra la vista de remitentes.',
    TEMPLATE_UNKNOWN: 'Elige una que muestre la vista de plantillas; «Leer de Meta ahora» trae las nuevas.',
    TEMPLATE_PARAMETERS_INVALID: 'Cambia los valores de la plantilla.',
    SUPPRESSED: 'Contacta con el destinatario por otro medio.',
    SUPERSEDED: 'Busca el número del pedido y mira su último mensaje: solo ese se puede reenviar.',
    NOT_RESENDABLE: 'Pregunta al destinatario si le llegó, o haz que se envíe un mensaje nuevo.',
    CALLBACK_ENDPOINT_DISABLED: 'Activa primero el destino.',
    RATE_LIMITED: 'Espera un momento y vuelve a intentarlo.',
  },
);
