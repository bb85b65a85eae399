import { Command } from 'commander';
import { validate } from 'uuid';
import { HeldMessagesRepository } from '#sending';
import { refuse, say, sayJson } from './terminal.js';
import type { Connect } from './with-database.js';

/** `recado messages held | release ID… | fail ID…`: what waits for a person, and what the person decides. */
export function heldMessages(connect: Connect): Command {
  const command = new Command('messages').description('messages that wait for a person');
  command
    .command('held')
    .description('list them: Meta may have them, and it could not be found out')
    .option('--json', 'as JSON')
    .action(({ json }: { json?: true }) =>
      connect(async (dataSource) => {
        const held = await new HeldMessagesRepository(dataSource).list();
        if (json === true) {
          sayJson(held);
          return;
        }
        for (const { id, reference, senderId, attemptedAt } of held) {
          say(`${id}  ${reference ?? '-'}  sender ${senderId}  tried ${attemptedAt.toISOString()}`);
        }
        say(
          held.length === 0
            ? 'No message is held.'
            : `${held.length} held. Ask the recipient, then release (send again) or fail.`,
        );
      }),
    );
  decision(command.command('release [ids...]'), 'release', 'is sent again', connect).description(
    'send again; if Meta had it, it comes twice',
  );
  decision(command.command('fail [ids...]'), 'fail', 'has failed', connect).description('end as FAILED');
  return command;
}

function decision(command: Command, name: 'release' | 'fail', done: string, connect: Connect): Command {
  return command
    .usage('<ids...> | --all')
    .option('--all', 'every message that is held now, after a restored database for instance')
    .action((texts: readonly string[], { all }: { all?: true }) => {
      const wrong = texts.find((id) => !validate(id));
      if (wrong !== undefined) {
        refuse(`${wrong} is not the id of a message, as \`recado messages held\` shows it.`);
        return undefined;
      }
      if (texts.length > 0 === (all === true)) {
        refuse('Say which: their ids, or --all for everything that is held.');
        return undefined;
      }
      return connect(async (dataSource) => {
        const messages = new HeldMessagesRepository(dataSource);
        const chosen = all === true ? (await messages.list()).map(({ id }) => id) : texts;
        let decided = 0;
        for (const id of chosen) {
          if (await messages[name](id)) {
            decided += 1;
            say(`${id} ${done}.`);
          } else refuse(`${id} is not HELD (any more): see \`recado messages held\`.`);
        }
        if (chosen.length !== 1) say(`${decided} of ${chosen.length} decided.`);
      });
    });
}
