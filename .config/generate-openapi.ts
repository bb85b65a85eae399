import { EventLog, readEnvironment } from '#runtime';
import { configureApi } from '../apps/api/src/configure-api.js';
import { describeApi } from '../apps/api/src/docs/describe-api.js';

/** Any environment that is valid: no description depends on it. */
const ENVIRONMENT = {
  DATABASE_URL: 'postgres://nobody@localhost:1/nothing',
  WHATSAPP_PHONE_NUMBER_ID: '1',
  WHATSAPP_BUSINESS_ACCOUNT_ID: '1',
  WHATSAPP_APP_SECRET: 'not-a-secret',
  WHATSAPP_WEBHOOK_VERIFY_TOKEN: 'not-a-token',
};

/** `docs/openapi.json`: what `/openapi.json` answers, so that a change of the API shows in its diff. */
export async function describeOpenApi(): Promise<string> {
  const reading = readEnvironment(ENVIRONMENT, 'api');
  if (reading.kind === 'invalid') throw new Error(reading.problems.join('\n'));
  const log = new EventLog(
    'generate',
    'error',
    (line) => process.stderr.write(line),
    () => new Date(),
  );
  const app = await configureApi(reading.environment, log, { preview: true });
  return `${JSON.stringify(describeApi(app), undefined, 2)}\n`;
}
