import { type Command, Help } from 'commander';

/**
 * Options that cannot be left out stand in the usage line of their command and in the list of commands:
 * `recado senders pause --reason <text> [options] <phoneNumberId>`.
 */
export function markRequired(program: Command): Command {
  const help = new Help();
  const marked = (line: string, command: Command): string => {
    const flags = command.options.filter(({ mandatory }) => mandatory).map((option) => option.flags);
    return flags.length === 0 ? line : line.replace('[options]', `${flags.join(' ')} [options]`);
  };
  const mark = (command: Command): void => {
    command.configureHelp({
      commandUsage: (each) => marked(help.commandUsage(each), each),
      subcommandTerm: (each) => marked(help.subcommandTerm(each), each),
    });
    command.commands.forEach(mark);
  };
  mark(program);
  return program;
}
