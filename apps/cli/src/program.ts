import { Command } from 'commander';
import { callbacks } from './callbacks.js';
import { connect } from './connect.js';
import { doctor } from './doctor.js';
import { erase } from './erase.js';
import { heldMessages } from './held-messages.js';
import { keys } from './keys.js';
import { markRequired } from './mark-required.js';
import { phones } from './phones.js';
import { recover } from './recover.js';
import { replay } from './replay.js';
import { send } from './send.js';
import { senders } from './senders.js';
import { templates } from './templates.js';
import { webhook } from './webhook.js';

/** The command line `recado`, before it has read any words. */
export function recadoProgram(): Command {
  const program = new Command('recado')
    .description(
      'What operators do with Recado from a terminal. It reads the same environment as the API and the worker; without DATABASE_URL it uses the database of a running npm start.',
    )
    .showHelpAfterError()
    .addCommand(doctor())
    .addCommand(send())
    .addCommand(heldMessages(connect))
    .addCommand(keys(connect))
    .addCommand(callbacks(connect))
    .addCommand(senders(connect))
    .addCommand(templates(connect))
    .addCommand(erase(connect))
    .addCommand(recover(connect))
    .addCommand(replay(connect))
    .addCommand(webhook())
    .addCommand(phones());
  return markRequired(program);
}
