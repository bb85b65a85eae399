import { Command } from 'commander';
import { isUserId, parsePhone } from '#messages';
import {
  EraseMentionsRepository,
  EraseRecipientRepository,
  EraseWebhooksRepository,
  type ErasureFigures,
  ErasuresRepository,
  type Whose,
} from '#privacy';
import { note, refuse, say, sayJson } from './terminal.js';
import type { Connect } from './with-database.js';

interface Options {
  readonly phone?: string;
  readonly userId?: string;
  readonly yes?: true;
  readonly json?: true;
}

/** `recado erase --phone +34…`: a person's data, everywhere; without `--yes` it only says what there is. */
export function erase(connect: Connect): Command {
  return new Command('erase')
    .description(
      "erase a person's data in every table, also while everything runs; what was counted, and what it cost, stays",
    )
    .option('--phone <number>', 'theirs, such as +34612345678')
    .option('--user-id <id>', "or Meta's id of somebody whose phone nobody knows, such as ES.13491208655302741918")
    .option('--yes', 'erase; without it nothing is erased, and what there is is counted')
    .option('--json', 'for a program')
    .action((options: Options) => {
      const whose = whoseOf(options);
      if (typeof whose === 'string') {
        refuse(whose);
        return undefined;
      }
      return connect(async (dataSource) => {
        const erasure = new EraseRecipientRepository(
          dataSource,
          new EraseWebhooksRepository(dataSource),
          new EraseMentionsRepository(dataSource),
          new ErasuresRepository(dataSource),
        );
        if (options.yes === true) tell(await erasure.erase(whose), options);
        else await look(erasure, whose, options);
      });
    });
}

/** What is wrong with the words, as text. */
function whoseOf({ phone, userId }: Options): Whose | string {
  if ((phone === undefined) === (userId === undefined)) {
    return 'Say whose data: --phone <number>, or --user-id <id> of somebody whose phone nobody knows.';
  }
  if (userId !== undefined) {
    return isUserId(userId) ? { userId } : 'A user id of Meta\'s looks like "ES.13491208655302741918".';
  }
  const reading = parsePhone(phone ?? '');
  return reading.kind === 'refused' ? reading.message : { phone: reading.phone };
}

async function look(erasure: EraseRecipientRepository, whose: Whose, { json }: Options): Promise<void> {
  const known = await erasure.look(whose);
  if (json === true) sayJson({ erased: false, ...known });
  else {
    const { messages, unsent, words, suppressions } = known;
    say(`${messages} message(s) to that person, of which ${unsent} are not sent yet and would end as FAILED.`);
    say(`${words} word(s) of theirs, and ${suppressions} entry(ies) of the suppression list.`);
  }
  note('Nothing was erased. It cannot be undone: look once more whose number it is, then add --yes.');
}

function tell(figures: ErasureFigures, { json }: Options): void {
  const { messages, ended, words, suppressions, webhooks, mentions, waiting, missed } = figures;
  if (missed > 0) {
    refuse(`${missed} row(s) carry the number still: others changed them each time. Repeat it in a quieter moment.`);
  }
  if (json === true) {
    sayJson({ erased: true, ...figures });
    return;
  }
  say(`${messages} message(s) erased; ${ended} of them were not sent yet and have FAILED with the code ERASED.`);
  say(`${words} word(s) of theirs, and what Meta told of them in ${webhooks} place(s).`);
  if (mentions > 0) say(`The number was written in ${mentions} other place(s).`);
  if (waiting > 0) {
    say(`${waiting} message(s) to others carry the number until they are at their end; then a worker erases it.`);
  }
  if (suppressions > 0) say('They still must not be written to: that is known by a keyed hash of the number.');
  say('What Meta tells late of all this comes to nothing. Backups and logs of other systems are yours to think of.');
}
