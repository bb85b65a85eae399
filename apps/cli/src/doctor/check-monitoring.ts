import type { ApiClient } from '#api-client';
import type { Check } from './check.js';
import { type Finding, fail, pass, warn } from './finding.js';

const READY = '/health/ready';
const METRICS = '/metrics';

/** Whether the processes say that they are ready, and show their figures. */
export const checkMonitoring: Check = {
  name: 'monitoring',
  async run({ api, worker }) {
    return [
      await ready(api, 'API', 'API_NOT_READY'),
      api.hasKey
        ? await figures(api, 'API')
        : warn('KEY_MISSING', 'without a key the figures of the API cannot be asked for'),
      await ready(worker, 'worker', 'WORKER_NOT_READY'),
      await figures(worker, 'worker'),
    ];
  },
};

async function ready(process: ApiClient, name: string, code: 'API_NOT_READY' | 'WORKER_NOT_READY'): Promise<Finding> {
  const answer = await process.call('GET', READY);
  if (answer.kind === 'silent') return fail(code, `no ${name} answers at ${process.url} (${answer.reason})`);
  if (answer.status === 200) return pass(`the ${name} at ${process.url} is ready`);
  return fail(code, `the ${name} at ${process.url} is not ready (${answer.status}): ${answer.text.slice(0, 300)}`);
}

async function figures(process: ApiClient, name: string): Promise<Finding> {
  const answer = await process.call('GET', METRICS);
  if (answer.kind === 'answered' && answer.status === 200 && answer.text.includes('recado_'))
    return pass(`the ${name} shows its figures`);
  if (answer.kind === 'answered' && answer.status === 403)
    return warn('KEY_MISSING', `the key may not ask for the figures of the ${name}: it lacks the scope ops`);
  const why = answer.kind === 'silent' ? answer.reason : String(answer.status);
  return fail('METRICS_AWAY', `the ${name} does not show its figures (${why})`);
}
