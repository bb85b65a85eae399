import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeMigratedCluster } from '../support/migrated-cluster.js';
import { describeMachine } from './machine.js';
import { profileSummary } from './profile-summary.js';
import { type Result, type Round, mediansOf, ratiosOf } from './result.js';
import { resultTable } from './result-table.js';
import { say } from './say.js';
import type { RunOptions, Scenario } from './scenario.js';
import { SCENARIOS } from './scenarios.js';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary-folder.js';

/** What somebody asks for; what is left out is as the scenario has it. */
export interface Asked {
  /** Names of scenarios; none: all but the long ones. */
  readonly scenarios: readonly string[];
  readonly seconds?: number | undefined;
  readonly rate?: number | undefined;
  readonly messages?: number | undefined;
  readonly rounds?: number | undefined;
  readonly seed: number;
  readonly profile: boolean;
  /** Where the results go: one that is there. */
  readonly folder: string;
}

/** Null where there are all of these; else what to say. */
export function unknownScenarios(names: readonly string[]): string | null {
  const unknown = names.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown.length === 0) return null;
  return `no such scenario: ${unknown.join(', ')}. There are: ${SCENARIOS.map(({ name }) => name).join(', ')}`;
}

/** One scenario after the other; of each a table, and a file with everything. */
export async function runScenarios(asked: Asked): Promise<void> {
  const chosen = SCENARIOS.filter(({ name, long }) =>
    asked.scenarios.length === 0 ? long !== true : asked.scenarios.includes(name),
  );
  const cluster = await makeTemporaryFolder('recado-cluster-');
  try {
    await makeMigratedCluster(cluster);
    for (const scenario of chosen) await tryScenario(scenario, asked);
  } finally {
    await removeTemporaryFolder(cluster);
  }
}

/** What fails in one of them says nothing of the next one, which may be an hour away. */
async function tryScenario(scenario: Scenario, asked: Asked): Promise<void> {
  try {
    await runScenario(scenario, asked);
  } catch (error) {
    process.exitCode = 1;
    say(`${scenario.name} failed: ${error instanceof Error ? error.stack : String(error)}`);
  } finally {
    await scenario.end?.();
  }
}

/** Contenders take turns, so that whatever else the machine does meets all of them. */
async function runScenario(scenario: Scenario, asked: Asked): Promise<void> {
  const { seconds, rate, messages, rounds } = optionsOf(scenario, asked);
  const { seed } = asked;
  say(`\n# ${scenario.name}: ${scenario.about}`);
  const done: Round[] = [];
  const machine = await describeMachine();
  const at = new Date().toISOString();
  const file = join(asked.folder, `${scenario.name}${asked.profile ? '-profiled' : ''}.json`);
  const resultOf = (): Result => ({
    scenario: scenario.name,
    at,
    profiled: asked.profile,
    options: { seconds, rate, messages, rounds, seed },
    machine,
    medians: Object.fromEntries(scenario.contenders.map(({ name }) => [name, mediansOf(done, name)])),
    ratios: ratiosOf(scenario, done),
    rounds: done,
  });
  for (let round = 1; round <= rounds; round += 1) {
    // Whoever comes first may find the machine cooler: the order is the other one each time.
    for (const { name, run } of round % 2 === 1 ? scenario.contenders : scenario.contenders.toReversed()) {
      const profileFolder = asked.profile ? join(asked.folder, `${scenario.name}-${slug(name)}-${round}`) : null;
      if (profileFolder !== null) await mkdir(profileFolder, { recursive: true });
      const options: RunOptions = { seconds, rate, messages, seed, round, profileFolder };
      const figures = await run(options);
      done.push({ round, contender: name, figures });
      say(`round ${round}, ${name}: ${JSON.stringify(figures, (_key, value: unknown) => inShort(value))}`);
      if (profileFolder !== null) say(await profileSummary(profileFolder));
    }
    // Each time: what fails in the fifth round takes nothing from the four before.
    await writeFile(file, `${JSON.stringify(resultOf(), null, 2)}\n`);
  }
  say(`\n${resultTable(resultOf())}\n\n${file}`);
}

/** What a scenario has none of stays 0, whoever asks for it: nobody shall believe that it was measured so. */
function optionsOf({ usual }: Scenario, asked: Asked): Scenario['usual'] {
  return {
    seconds: asked.seconds ?? usual.seconds,
    rate: usual.rate === 0 ? 0 : (asked.rate ?? usual.rate),
    messages: usual.messages === 0 ? 0 : (asked.messages ?? usual.messages),
    rounds: asked.rounds ?? usual.rounds,
  };
}

/** As many digits as say something. */
const inShort = (value: unknown): unknown => (typeof value === 'number' ? Number(value.toPrecision(6)) : value);

const slug = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
