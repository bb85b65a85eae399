import { Command, Option } from 'commander';
import type { ApiClient } from './api-client.js';
import { API_OPTION, findApi } from './find-api.js';
import { MESSAGES_PATH, followMessage, hasEnded } from './follow-message.js';
import { type FollowedMessage, type TimelineEvent, readMessage } from './followed-message.js';
import { knownVariables } from './known-variables.js';
import { readDuration } from './read-duration.js';
import { refusalOf } from './refusal-of.js';
import { faint, green, red, refuse, say, sayJson } from './terminal.js';

interface SendOptions {
  readonly to: string;
  readonly template: string;
  readonly language?: string;
  readonly param?: readonly string[];
  readonly name?: string;
  readonly reference?: string;
  readonly sender?: string;
  readonly follow?: true;
  /** Milliseconds. */
  readonly for: number;
  readonly json?: true;
  readonly api?: string;
}

const USUAL_PATIENCE_MS = 120_000;

/** `recado send --to +34… --param … [--follow]`: one message through the API, as a caller's program would hand it in. */
export function send(): Command {
  return new Command('send')
    .description('one message, handed to the API as its callers do; it needs ADMIN_API_KEY, or a running npm start')
    .requiredOption('--to <phone>', 'the recipient, such as +34612345678')
    .option('--template <name>', 'the template', 'po_notification')
    .option('--language <code>', 'its language (default: DEFAULT_LANGUAGE)')
    .option('--param <text>', 'a parameter; once for each, in their order', collect)
    .option('--name <text>', "the recipient's name")
    .option('--reference <text>', 'what the message is about, such as an order number')
    .option('--sender <id>', 'phone number id that it is sent from (default: the first one)')
    .option('--follow', 'show its timeline until it is read, or has ended')
    .addOption(
      new Option('--for <duration>', 'how long to follow it').argParser(readDuration).default(USUAL_PATIENCE_MS, '2m'),
    )
    .option('--json', 'the message as JSON, with its timeline where it was followed')
    .option(...API_OPTION)
    .action(execute);
}

async function execute(options: SendOptions): Promise<void> {
  const api = findApi(await knownVariables(), options.api);
  const answer = await api.call('POST', MESSAGES_PATH, requestOf(options));
  const message = answer.kind === 'answered' && answer.status === 202 ? readMessage(answer.json) : null;
  if (message === null) {
    refuse(refusalOf(api, answer));
    return;
  }
  const json = options.json === true;
  if (!json) tellAccepted(message);
  if (options.follow === true) await follow(api, message, options);
  else if (json) sayJson(answer.kind === 'answered' ? answer.json : null);
}

function requestOf({ to, template, language, param = [], name, reference, sender }: SendOptions): object {
  return {
    to,
    template: { name: template, ...(language !== undefined && { language }), parameters: param },
    ...(name !== undefined && { recipientName: name }),
    ...(reference !== undefined && { reference }),
    ...(sender !== undefined && { sender }),
  };
}

async function follow(api: ApiClient, first: FollowedMessage, { json, for: patienceMs }: SendOptions): Promise<void> {
  const since = new Date(first.createdAt).getTime();
  const tell = (event: TimelineEvent): void => {
    if (json !== true) say(lineOf(event, since));
  };
  const { message, over } = await followMessage(api, first, patienceMs, hasEnded, tell);
  if (json === true) {
    const answer = await api.call('GET', `${MESSAGES_PATH}/${message.id}`);
    sayJson(answer.kind === 'answered' ? answer.json : null);
  }
  const { status, pendingReason, error } = message;
  if (error !== null) refuse(`${red(status)}: ${error.title} (${error.code}). ${error.advice}`);
  else if (!over && status === 'PENDING') refuse(`Still ${status} (${pendingReason ?? 'on its way'}): it goes on.`);
}

function tellAccepted({ id, status, pendingReason, text }: FollowedMessage): void {
  say(`${id}  ${status}${pendingReason === null ? '' : ` (${pendingReason})`}`);
  if (text !== null) say(`“${text}”`);
}

/** `+0.31 s  attempt 1: accepted` */
function lineOf({ type, recordedAt, attempt, outcome, code }: TimelineEvent, since: number): string {
  const seconds = Math.max(0, (new Date(recordedAt).getTime() - since) / 1_000).toFixed(2);
  const what = [type, attempt === null ? '' : String(attempt)].filter((word) => word !== '').join(' ');
  const became = [outcome, code].filter((word) => word !== null).join(', ');
  const bad = type === 'failed' || code !== null;
  return `${faint(`+${seconds.padStart(6)} s`)}  ${bad ? red(what) : green(what)}${became === '' ? '' : `: ${became}`}`;
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
