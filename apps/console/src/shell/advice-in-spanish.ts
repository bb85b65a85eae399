/** The API's advice about failures, by its English words, which stand in the messages that have failed. */
export const adviceInSpanish: ReadonlyMap<string, string> = new Map([
  [
    'Nothing: the message waits and is sent once the number can send again.',
    'Nada: el mensaje espera y se envía en cuanto el número pueda enviar de nuevo.',
  ],
  [
    'Nothing: the message waits until Meta lets the number write to that country. Reach the recipient by another channel if it cannot wait.',
    'Nada: el mensaje espera hasta que Meta permita al número escribir a ese país. Si no puede esperar, contacta con el destinatario por otro canal.',
  ],
  [
    'Not expected when sending: report it with the trace id.',
    'No debería ocurrir al enviar: comunícalo con el identificador de la traza.',
  ],
  ['Use a utility template.', 'Usa una plantilla de utilidad.'],
  [
    "While it is pending nothing: it is settled by Meta's own webhook, or shown to a person. Once it has failed: resend it.",
    'Mientras esté pendiente, nada: lo resuelve el webhook de Meta o lo decide una persona. Si ha fallado: envíalo de nuevo.',
  ],
  [
    'While it is pending nothing: it is sent again by itself. Once it has failed: resend it.',
    'Mientras esté pendiente, nada: se envía de nuevo por sí solo. Si ha fallado: envíalo de nuevo.',
  ],
  [
    'While it is pending nothing: it is sent again by itself. Once it has failed: resend it. Gather what this recipient should know into fewer messages.',
    'Mientras esté pendiente, nada: se envía de nuevo por sí solo. Si ha fallado: envíalo de nuevo. Reúne en menos mensajes lo que este destinatario deba saber.',
  ],
  ['Have the recipient unblocked, then resend.', 'Haz que desbloqueen al destinatario y envíalo de nuevo.'],
  [
    'Do not resend marketing to this recipient; reach them by another channel.',
    'No envíes más marketing a este destinatario; contacta con él por otro canal.',
  ],
  [
    "Correct the recipient: it is the sender's own number.",
    'Corrige el destinatario: es el propio número del remitente.',
  ],
  [
    'Check the phone with the recipient: it may not be on WhatsApp, run an old version, or not have accepted its terms. Otherwise reach them by another channel.',
    'Comprueba el teléfono con el destinatario: puede que no tenga WhatsApp, use una versión antigua o no haya aceptado sus condiciones. Si no, contacta con él por otro canal.',
  ],
  [
    'Only up to five confirmed phones can be reached from a test number.',
    'Desde un número de prueba solo se llega a un máximo de cinco teléfonos confirmados.',
  ],
  [
    'Send a template message: 24 hours have passed since the recipient last wrote.',
    'Envía un mensaje de plantilla: han pasado 24 horas desde que el destinatario escribió por última vez.',
  ],
  [
    'Wait at least 24 hours before the next marketing message to this recipient; repeating it prolongs the block.',
    'Espera al menos 24 horas antes del próximo mensaje de marketing a este destinatario; repetirlo alarga el bloqueo.',
  ],
  [
    'Send no marketing to this recipient until they ask for it again.',
    'No envíes marketing a este destinatario hasta que lo pida de nuevo.',
  ],
  [
    "Send authentication templates to the recipient's phone.",
    'Envía las plantillas de autenticación al teléfono del destinatario.',
  ],
  ['Verify the identity of the recipient, then resend.', 'Verifica la identidad del destinatario y envíalo de nuevo.'],
  [
    'Correct the request as the details say, then send a new message.',
    'Corrige la petición como dicen los detalles y envía un mensaje nuevo.',
  ],
  [
    "Make sure that the header's link answers without sign-in, with the right type and size, then resend.",
    'Asegúrate de que el enlace de la cabecera responde sin iniciar sesión, con el tipo y el tamaño correctos, y envíalo de nuevo.',
  ],
  [
    'Shorten the parameters: the whole text may have 1,024 characters.',
    'Acorta los parámetros: el texto completo puede tener 1.024 caracteres.',
  ],
  ['Use another template until this one is changed.', 'Usa otra plantilla hasta que esta cambie.'],
  [
    'Send header, buttons and named or positional parameters as the template asks for them.',
    'Envía la cabecera, los botones y los parámetros, con nombre o por posición, como los pide la plantilla.',
  ],
  [
    'Nothing: the message waits until Meta lets the template send again.',
    'Nada: el mensaje espera hasta que Meta permita enviar de nuevo con la plantilla.',
  ],
  [
    'Cancel the message and use another template: this one is disabled for good, and the message waits until it expires.',
    'Cancela el mensaje y usa otra plantilla: esta está deshabilitada para siempre, y el mensaje espera hasta que caduque.',
  ],
  [
    'Take line breaks, tabs and runs of more than four spaces out of the parameters.',
    'Quita de los parámetros los saltos de línea, los tabuladores y las series de más de cuatro espacios.',
  ],
  ['Use a template without this flow.', 'Usa una plantilla sin este flujo.'],
  ['Resend after ten minutes.', 'Envíalo de nuevo pasados diez minutos.'],
  ['Use an approved template.', 'Usa una plantilla aprobada.'],
  [
    'Delete templates that nobody uses: each language counts.',
    'Borra las plantillas que nadie usa: cada idioma cuenta.',
  ],
  [
    'Use another name or language, or change the existing template in WhatsApp Manager.',
    'Usa otro nombre u otro idioma, o cambia la plantilla existente en WhatsApp Manager.',
  ],
  [
    'Shorten it: a body has at most 1,024 characters, header and footer 60, the label of a button 25.',
    'Acórtala: el cuerpo tiene como máximo 1.024 caracteres, la cabecera y el pie 60, y el texto de un botón 25.',
  ],
  [
    'A header of text has at most 60 characters and one variable with an example; others need `format` and an example.',
    'Una cabecera de texto tiene como máximo 60 caracteres y una variable con un ejemplo; las demás necesitan un formato y un ejemplo.',
  ],
  [
    'Give every variable an example, and put text between two variables.',
    'Da un ejemplo para cada variable y pon texto entre cada dos variables.',
  ],
  [
    'A footer is plain text of at most 60 characters without variables.',
    'El pie es texto simple de 60 caracteres como máximo, sin variables.',
  ],
  [
    'Write more text around the variables, or use fewer of them.',
    'Escribe más texto alrededor de las variables o usa menos.',
  ],
  [
    'Put text before the first variable and after the last one.',
    'Pon texto antes de la primera variable y después de la última.',
  ],
  [
    'Send it again if it is still wanted. Look why it waited: a paused sender or template, or sending switched off.',
    'Envíalo de nuevo si aún hace falta. Mira por qué esperaba: un remitente o una plantilla en pausa, o los envíos desactivados.',
  ],
  [
    'See the attempts in the timeline; send it again when their cause is gone.',
    'Mira los intentos en la cronología; envíalo de nuevo cuando desaparezca la causa.',
  ],
  [
    'Use another channel, or remove the suppression if it is wrong.',
    'Usa otro canal, o quita la supresión si es un error.',
  ],
  [
    'Correct the parameters or the template and send it again.',
    'Corrige los parámetros o la plantilla y envíalo de nuevo.',
  ],
  [
    'Do not send it again without a reason to write to this person.',
    'No lo envíes de nuevo sin un motivo para escribir a esta persona.',
  ],
  [
    'Meta does not explain this code. Try once more, or use another channel.',
    'Meta no explica este código. Inténtalo una vez más o usa otro canal.',
  ],
]);
