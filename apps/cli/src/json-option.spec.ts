import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { callbacks } from './callbacks.js';
import { doctor } from './doctor.js';
import { erase } from './erase.js';
import { heldMessages } from './held-messages.js';
import { keys } from './keys.js';
import { phones } from './phones.js';
import { recover } from './recover.js';
import { replay } from './replay.js';
import { send } from './send.js';
import { senders } from './senders.js';
import { templates } from './templates.js';
import { webhook } from './webhook.js';
import type { Connect } from './with-database.js';

const connect: Connect = () => Promise.reject(new Error('no command is run here'));

const leaves = (command: Command): readonly Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);

const COMMANDS = [
  doctor(),
  send(),
  webhook(),
  phones(),
  ...[heldMessages, keys, callbacks, senders, templates, erase, recover, replay].map((make) => make(connect)),
].flatMap(leaves);

describe('recado', () => {
  it('says of every command what became of it as JSON, where a program asks', () => {
    expect(COMMANDS.length).toBeGreaterThan(20);
    const without = COMMANDS.filter(({ options }) => !options.some(({ long }) => long === '--json'));
    expect(without.map((command) => `${command.parent?.name() ?? ''} ${command.name()}`.trim())).toEqual([]);
  });
});
