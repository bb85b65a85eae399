import { Test, type TestingModule } from '@nestjs/testing';
import { EventLog, readEnvironment } from '#runtime';
import { SendMessage } from '../../apps/worker/src/send/send-message.js';
import { WorkerModule } from '../../apps/worker/src/worker.module.js';
import { defaultSettings } from '../../apps/sandbox/src/sandbox-settings.js';
import { SENDER, type Stack } from './stack.js';

/** A worker whose sweeps and queues stand still: a test hands it the jobs, one by one. */
export interface IdleWorker {
  readonly module: TestingModule;
  /** What became of the job, as the dashboard shows it. */
  send(messageId: string): Promise<string>;
}

interface IdleWorkerOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Called with each line of its log. */
  readonly onLine?: (line: string) => void;
}

/** Beside a stack, or a database and whatever stands there for Meta. */
export async function idleWorker(
  { databaseUrl, sandboxUrl }: Pick<Stack, 'databaseUrl' | 'sandboxUrl'>,
  { environment = {}, onLine = () => undefined }: IdleWorkerOptions = {},
): Promise<IdleWorker> {
  const reading = readEnvironment(
    {
      NODE_ENV: 'test',
      DATABASE_URL: databaseUrl,
      ENABLE_WHATSAPP_NOTIFICATIONS: 'true',
      WHATSAPP_GRAPH_URL: sandboxUrl,
      WHATSAPP_ACCESS_TOKEN: defaultSettings.accessToken,
      WHATSAPP_PHONE_NUMBER_ID: SENDER,
      WHATSAPP_BUSINESS_ACCOUNT_ID: defaultSettings.wabaId,
      WHATSAPP_APP_SECRET: defaultSettings.appSecret,
      WHATSAPP_WEBHOOK_VERIFY_TOKEN: defaultSettings.verifyToken,
      ...environment,
    },
    'worker',
  );
  if (reading.kind === 'invalid') throw new Error(reading.problems.join('\n'));
  const log = new EventLog('worker', 'info', onLine, () => new Date());
  const module = await Test.createTestingModule({
    imports: [WorkerModule.forProcess(reading.environment, log)],
  }).compile();
  return {
    module,
    send: async (messageId) => (await module.get(SendMessage).execute(messageId, SENDER)).text,
  };
}
