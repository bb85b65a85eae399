import { Command, InvalidArgumentError } from 'commander';
import { type SenderState, SendersRepository } from '#senders';
import {
  type CountryPause,
  CountryPausesRepository,
  PortfolioRepository,
  type PortfolioUse,
  type SenderPace,
  SenderPaceRepository,
} from '#sending';
import { refuse, say, sayJson } from './terminal.js';
import type { Connect } from './with-database.js';

/** `recado senders list | pause ID | resume ID [--country ES] | pace ID`. A person's pause is lifted by a person only. */
export function senders(connect: Connect): Command {
  const command = new Command('senders').description('phone numbers that messages are sent from');
  command
    .command('list')
    .description('state and pace of each sender, and the recipients of the day where they are capped')
    .option('--json', 'as JSON')
    .action(({ json }: { json?: true }) =>
      connect(async (dataSource) => {
        const paces = new Map((await new SenderPaceRepository(dataSource).read()).map((pace) => [pace.senderId, pace]));
        const countries = await new CountryPausesRepository(dataSource).list();
        const states = await new SendersRepository(dataSource).states();
        if (json === true) {
          sayJson([...states.values()].map((sender) => asJson(sender, paces.get(sender.phoneNumberId), countries)));
          return;
        }
        for (const sender of states.values()) {
          say(`${sender.phoneNumberId}  ${standing(sender)}  ${speed(paces.get(sender.phoneNumberId))}`);
          for (const pause of countries.filter(({ senderId }) => senderId === sender.phoneNumberId))
            say(`${sender.phoneNumberId}  ${countryStanding(pause)}`);
        }
        const portfolio = await new PortfolioRepository(dataSource).use();
        if (portfolio.cap !== null) say(recipientsOfTheDay(portfolio.cap, portfolio));
      }),
    );
  command
    .command('pause <phoneNumberId>')
    .description('nothing is sent from it; messages are still accepted and wait')
    .requiredOption('--reason <text>', 'why, for whoever looks next')
    .action((id: string, options: { reason: string }) =>
      connect(async (dataSource) => {
        const repository = new SendersRepository(dataSource);
        if (!(await isKnown(repository, id))) return;
        if (await repository.pause(id, 'PERSON', options.reason, false)) say(`${id} is paused.`);
        else
          refuse(`A person has paused ${id} before, and that pause stays: \`recado senders list\` shows its reason.`);
      }),
    );
  command
    .command('resume <phoneNumberId>')
    .description('send again, one message first')
    .option('--country <code>', 'only what waits for this country (ES), one message first')
    .action((id: string, { country }: { country?: string }) =>
      connect(async (dataSource) => {
        const repository = new SendersRepository(dataSource);
        if (!(await isKnown(repository, id))) return;
        if (country !== undefined) {
          const direction = { senderId: id, country: country.toUpperCase() };
          if (await new CountryPausesRepository(dataSource).tryNow(direction))
            say(`${id} tries one message to ${direction.country}; the others follow once Meta says that it was sent.`);
          else refuse(`${id} is not paused for ${direction.country}: see \`recado senders list\`.`);
          return;
        }
        if (await repository.resume(id, true, false)) say(`${id} is active.`);
        else refuse(`${id} is not paused: there is nothing to resume.`);
      }),
    );
  command
    .command('pace <phoneNumberId>')
    .description('how fast it sends, from now on and in all workers')
    .usage('<phoneNumberId> --mps <number> | --default')
    .option('--mps <number>', 'messages per second, 1 to 1000', readMps)
    .option('--default', 'what the configuration says, or Meta where that says nothing')
    .action((id: string, options: { mps?: number; default?: true }) => {
      if ((options.mps === undefined) === (options.default === undefined)) {
        refuse('Say which: --mps N, or --default.');
        return undefined;
      }
      return connect(async (dataSource) => {
        const paces = new SenderPaceRepository(dataSource);
        if (!(await isKnown(new SendersRepository(dataSource), id))) return;
        await paces.set(id, options.mps ?? null);
        say(`${id}  ${speed((await paces.read()).find(({ senderId }) => senderId === id))}`);
      });
    });
  return command;
}

/** Refuses the id that no sender has. */
async function isKnown(senders: Pick<SendersRepository, 'states'>, id: string): Promise<boolean> {
  if ((await senders.states()).has(id)) return true;
  refuse(`${id} is not a sender: see \`recado senders list\`.`);
  return false;
}

function asJson(sender: SenderState, pace: SenderPace | undefined, countries: readonly CountryPause[]): object {
  const pauses = countries.filter(({ senderId }) => senderId === sender.phoneNumberId);
  return { ...sender, pace: pace ?? null, countryPauses: pauses };
}

function readMps(text: string): number {
  const mps = Number(text);
  if (!Number.isInteger(mps) || mps < 1 || mps > 1_000) throw new InvalidArgumentError('It is 1 to 1000.');
  return mps;
}

const SET_BY = { OPERATOR: 'set by an operator', CONFIGURATION: 'configured', META: "Meta's" } as const;

function speed(pace: SenderPace | undefined): string {
  if (pace === undefined) return '';
  const slower = pace.pace < pace.mps ? `, at the moment ${Math.round(pace.pace)}: Meta found it too fast` : '';
  return `${pace.mps} messages/s (${SET_BY[pace.setBy]})${slower}`;
}

function recipientsOfTheDay(cap: number, { used }: PortfolioUse): string {
  return `Recipients of the last 24 hours, of all senders: ${used} of ${cap}, ${Math.max(0, cap - used)} left.`;
}

function standing({ state, pausedBy, pauseReason, waitUntil }: SenderState): string {
  if (state === 'PAUSED') return `PAUSED by ${pausedBy ?? 'somebody'}: ${pauseReason ?? 'no reason given'}`;
  return waitUntil === null
    ? 'ACTIVE'
    : `WAITS until ${waitUntil.toISOString()}: Meta asked for it, or does not answer`;
}

function countryStanding({ country, code, pausedAt, waitUntil }: CountryPause): string {
  return `${country}: PAUSED by ${code} since ${pausedAt.toISOString()}; one message is tried at ${waitUntil.toISOString()}`;
}
