import 'reflect-metadata';
import { Command } from 'commander';
import { requireEnvironment } from '#runtime';
import { heldMessages } from './held-messages.js';
import { recover } from './recover.js';
import { senders } from './senders.js';
import { withDatabase } from './with-database.js';

const connect = withDatabase(() => requireEnvironment('cli').DATABASE_URL ?? '');

const program = new Command('recado')
  .description(
    'What operators do with Recado from a terminal. It reads the same environment as the API and the worker.',
  )
  .showHelpAfterError()
  .addCommand(heldMessages(connect))
  .addCommand(senders(connect))
  .addCommand(recover(connect));

await program.parseAsync();
