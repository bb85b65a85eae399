import 'reflect-metadata';
import { Command } from 'commander';
import { databaseUrl } from './database-url.js';
import { heldMessages } from './held-messages.js';
<<<<<<< HEAD
import { markRequired } from './mark-required.js';
=======
import { keys } from './keys.js';
>>>>>>> b14ffcb (keys: recado keys makes, lists, rotates and revokes them; what is revoked ends within five seconds in every process)
import { recover } from './recover.js';
import { replay } from './replay.js';
import { senders } from './senders.js';
import { templates } from './templates.js';
import { webhook } from './webhook.js';
import { withDatabase } from './with-database.js';

const connect = withDatabase(databaseUrl);

const program = new Command('recado')
  .description(
    'What operators do with Recado from a terminal. It reads the same environment as the API and the worker; without DATABASE_URL it uses the database of a running npm start.',
  )
  .showHelpAfterError()
  .addCommand(heldMessages(connect))
  .addCommand(keys(connect))
  .addCommand(senders(connect))
  .addCommand(templates(connect))
  .addCommand(recover(connect))
  .addCommand(replay(connect))
  .addCommand(webhook());

await markRequired(program).parseAsync();
