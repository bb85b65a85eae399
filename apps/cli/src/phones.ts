import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { PhonesReading } from './check-phones.js';
import { green, red, refuse, say, sayJson, yellow } from './terminal.js';

interface PhonesOptions {
  readonly column?: string;
  readonly json?: true;
}

/** `recado phones check FILE.csv`: before a list of suppliers is used, which of its phones the API would refuse. */
export function phones(): Command {
  const command = new Command('phones').description('phone numbers of recipients');
  command
    .command('check <file>')
    .description('which phones of a CSV file are not E.164 (+34612345678), with what was meant where that is certain')
    .option('--column <name>', 'column of the phones, by name or number, where its heading does not tell')
    .option('--json', 'as JSON')
    .action(async (file: string, options: PhonesOptions) => {
      const reading = await read(file, options.column);
      if (reading.kind === 'unreadable') {
        refuse(reading.problem);
        return;
      }
      if (reading.wrong.length > 0) process.exitCode = 1;
      if (options.json === true) sayJson(reading);
      else tell(reading);
    });
  return command;
}

async function read(file: string, column: string | undefined): Promise<PhonesReading> {
  const { checkPhones } = await import('./check-phones.js');
  try {
    return checkPhones(readFileSync(file, 'utf8'), column);
  } catch (error) {
    return { kind: 'unreadable', problem: error instanceof Error ? error.message : String(error) };
  }
}

function tell({ column, phones: count, wrong, repeated }: Extract<PhonesReading, { kind: 'checked' }>): void {
  for (const { line, message } of wrong) say(`${red('wrong')}     line ${line}: ${message}`);
  for (const { line, phone, message } of repeated) say(`${yellow('repeated')}  line ${line}: ${phone}. ${message}`);
  const good = count - wrong.length;
  say(`${green(String(good))} of ${count} phones can be written to (column ${column}).`);
}
