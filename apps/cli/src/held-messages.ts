import { Command } from 'commander';
import { HeldMessagesRepository } from '#sending';
import { refuse, say } from './terminal.js';
import type { Connect } from './with-database.js';

/** `recado messages held | release ID | fail ID`: what waits for a person, and what the person decides. */
export function heldMessages(connect: Connect): Command {
  const command = new Command('messages').description('messages that wait for a person');
  command
    .command('held')
    .description('list them: Meta may have them, and it could not be found out')
    .action(() =>
      connect(async (dataSource) => {
        const held = await new HeldMessagesRepository(dataSource).list();
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
  command
    .command('release <id>')
    .description('send it again; if Meta had it, the recipient gets it twice')
    .action((id: string) =>
      connect((dataSource) => decide(new HeldMessagesRepository(dataSource).release(id), id, 'is sent again')),
    );
  command
    .command('fail <id>')
    .description('end it as FAILED')
    .action((id: string) =>
      connect((dataSource) => decide(new HeldMessagesRepository(dataSource).fail(id), id, 'has failed')),
    );
  return command;
}

async function decide(decided: Promise<boolean>, id: string, done: string): Promise<void> {
  if (await decided) say(`${id} ${done}.`);
  else refuse(`${id} is not HELD (any more): see \`recado messages held\`.`);
}
