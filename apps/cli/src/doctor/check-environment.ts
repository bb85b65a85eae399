import { Environment, describedVariables } from '#runtime';
import type { Variables } from '../known-variables.js';
import type { Check } from './check.js';
import { type Finding, fail, pass, warn } from './finding.js';

/** As the environment has it by default: the host's name stands there. */
const META = new Environment().WHATSAPP_GRAPH_URL;

/** Whether both processes would start with it, and what they would do then. */
export const checkEnvironment: Check = {
  name: 'environment',
  run({ variables, environment, problems, senders }) {
    const set = describedVariables().filter(({ name }) => (variables[name] ?? '').trim() !== '').length;
    const findings: Finding[] = problems.map((problem) => fail('ENVIRONMENT_INVALID', problem));
    if (problems.length === 0) findings.push(pass(`complete, ${set} variables are set`));
    if (!environment.ENABLE_WHATSAPP_NOTIFICATIONS)
      findings.push(warn('SENDING_OFF', 'ENABLE_WHATSAPP_NOTIFICATIONS is false: messages are kept and not sent'));
    if (senders.some(({ appId }) => appId === null))
      findings.push(warn('APP_ID_MISSING', 'WHATSAPP_APP_ID is missing: Meta cannot be asked about the token'));
    const url = environment.WHATSAPP_GRAPH_URL;
    if (url !== META && isProduction(variables))
      findings.push(warn('GRAPH_URL_NOT_META', `messages go to ${url}, which is not Meta`));
    else findings.push(pass(url === META ? 'messages go to Meta' : `messages go to ${url}, which stands in for Meta`));
    return findings;
  },
};

/** As it is where nobody says otherwise. */
function isProduction({ NODE_ENV: name = '' }: Variables): boolean {
  return name.trim() === '' || name.trim() === 'production';
}
