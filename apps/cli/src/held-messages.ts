import { Command } from 'commander';
import { validate } from 'uuid';
import { refuse } from './terminal.js';
import type { Connect } from './with-database.js';

/** `recado messages held | release ID… | fail ID…`: what waits for a person, and what the person decides. */
export function heldMessages(connect: Connect): Command {
  const command = new Command('messages').description('messages that wait for a person');
  command
    .command('held')
    .description('list them: Meta may have them, and it could not be found out')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: true }) => {
      const { listHeld } = await import('./list-held.js');
      await connect((dataSource) => listHeld(dataSource, json === true));
    });
  decision(command.command('release [ids...]'), 'release', connect).description(
    'send again; if Meta had it, it comes twice',
  );
  decision(command.command('fail [ids...]'), 'fail', connect).description('end as FAILED');
  return command;
}

function decision(command: Command, name: 'release' | 'fail', connect: Connect): Command {
  return command
    .usage('<ids...> | --all')
    .option('--all', 'every message that is held now, after a restored database for instance')
    .option('--json', 'as JSON')
    .action(async (texts: readonly string[], { all, json }: { all?: true; json?: true }) => {
      const wrong = texts.find((id) => !validate(id));
      if (wrong !== undefined) {
        refuse(`${wrong} is not the id of a message, as \`recado messages held\` shows it.`);
        return;
      }
      if (texts.length > 0 === (all === true)) {
        refuse('Say which: their ids, or --all for everything that is held.');
        return;
      }
      const { decideHeld } = await import('./decide-held.js');
      await connect((dataSource) => decideHeld(dataSource, name, all === true ? 'all' : texts, json === true));
    });
}
