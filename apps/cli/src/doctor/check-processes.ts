import { type ProcessSetup, RunningProcessesRepository } from '#database';
import type { Check } from './check.js';
import { type Finding, fail, pass, unchecked, warn } from './finding.js';

/** Whether API and workers have the same queues and the same senders: what one accepts is to reach the others. */
export const checkProcesses: Check = {
  name: 'processes',
  async run({ database }) {
    if (database === null) return [unchecked('PostgreSQL shows who is connected')];
    const setups = await new RunningProcessesRepository(database).setups();
    if (setups.length === 0) return [unchecked('neither API nor worker is connected to this database')];
    return [ofQueues(setups), ofSenders(setups)];
  },
};

function ofQueues(setups: readonly ProcessSetup[]): Finding {
  const places = [...new Set(setups.map(({ queue }) => queue))];
  if (places.length < 2) return pass('all that are connected have the same queues');
  const text = `not all have the same queues: ${listed(setups, 'queue')}`;
  // Two names of one Redis would look like two of them.
  return places.includes('postgres') ? fail('QUEUES_DIFFER', text) : warn('QUEUES_DIFFER', text);
}

function ofSenders(setups: readonly ProcessSetup[]): Finding {
  if (new Set(setups.map(({ senders }) => senders)).size < 2) return pass('all of them know the same senders');
  return warn('SENDERS_DIFFER', `not all know the same senders (number and mark): ${listed(setups, 'senders')}`);
}

function listed(setups: readonly ProcessSetup[], what: 'queue' | 'senders'): string {
  return [...new Set(setups.map((setup) => `${setup.process} ${setup[what]}`))].join(', ');
}
