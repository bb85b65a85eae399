import { Command, Option } from 'commander';
import { API_OPTION } from './api-option.js';
import type { DoctorOptions } from './doctor/run-checks.js';
import { readDuration } from './read-duration.js';

const USUAL_WAIT_MS = 120_000;

/**
 * `recado doctor`: the pre-launch checklist, run; exit code 1 where something fails. Its traces are those of its webhooks: an empty
 * event for each app secret, kept like any other, one refused signature; and with `--send` a message.
 */
export function doctor(): Command {
  return new Command('doctor')
    .description(
      'the pre-launch checklist: looks at everything a message needs, and says what to do about what is wrong',
    )
    .option('--send <phone>', "also sends a real message there and waits for Meta's own webhook")
    .addOption(
      new Option('--wait <duration>', 'how long to wait for that webhook')
        .argParser(readDuration)
        .default(USUAL_WAIT_MS, '2m'),
    )
    .option('--phones <file>', 'also checks the phones of a CSV file')
    .option(
      '--other-env <file>',
      'also compares secrets with those of another .env file: test and production share none',
    )
    .option(...API_OPTION)
    .option('--worker <url>', 'where a worker is (default: this machine, WORKER_PORT)')
    .option('--json', 'as JSON')
    .action(async (options: DoctorOptions) => {
      const { runChecks } = await import('./doctor/run-checks.js');
      await runChecks(options);
    });
}
