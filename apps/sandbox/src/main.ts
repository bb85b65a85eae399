import { settingsFromEnvironment } from './sandbox-settings.js';
import { startSandbox } from './start-sandbox.js';

const EX_CONFIG = 78;

function report(event: string, about: object): void {
  process.stdout.write(`${JSON.stringify({ event, ...about })}\n`);
}

const settings = settingsFromEnvironment(process.env);
if ('length' in settings) {
  report('sandbox.misconfigured', { problems: settings });
  process.exit(EX_CONFIG);
}
const sandbox = await startSandbox(settings).catch((error: unknown) => {
  report('sandbox.failed', { reason: String(error) });
  process.exit(1);
});
const stop = () => void sandbox.close().then(() => process.exit(0));
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
if (process.connected) process.once('disconnect', stop);
report('sandbox.listening', { url: sandbox.url });
