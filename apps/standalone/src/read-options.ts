import { parseArgs } from 'node:util';

export interface Options {
  /** End after READ. */
  once: boolean;
  /** Of the API; the worker and the sandbox take the next two. */
  port: number | undefined;
  /** Who gets the example order, in E.164. */
  to: string | undefined;
}

export type ReadOptions = { kind: 'run'; options: Options } | { kind: 'help' } | { kind: 'mistake'; message: string };

export const USAGE = `Usage: npm start -- [options]

Starts PostgreSQL, a stand-in for Meta, the API and the worker; sends an example purchase order and shows its way.

  --once       end after READ: exit code 0, or 1 if that takes more than 60 seconds
  --port N     port of the API; the worker takes N + 1, the sandbox N + 2 unless SANDBOX_PORT is set
               (without it: API_PORT, 3000; WORKER_PORT, 3001; SANDBOX_PORT, 4004)
  --to +34…    recipient of the example order; needed to send anything through Meta
  --help       this text

ENABLE_WHATSAPP_NOTIFICATIONS=false: nothing is sent. DATABASE_URL: a PostgreSQL of your own. REDIS_URL: queues on Redis. WHATSAPP_ACCESS_TOKEN: Meta instead of the stand-in.
RECADO_DATA_DIR: where the data live (.recado).
`;

/** Reads what stands behind `npm start --`. */
export function readOptions(args: readonly string[]): ReadOptions {
  const { values, mistake } = parse(args);
  if (mistake !== undefined) return { kind: 'mistake', message: mistake };
  if (values.help) return { kind: 'help' };
  const { once, to } = values;
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65_533)) {
    return { kind: 'mistake', message: `--port takes a number from 1 to 65533, not "${values.port}".` };
  }
  if (to !== undefined && !/^\+[1-9]\d{6,14}$/.test(to)) {
    return { kind: 'mistake', message: `--to takes a phone like +34612345678, with country code and without spaces.` };
  }
  return { kind: 'run', options: { once, port, to } };
}

function parse(args: readonly string[]) {
  const none = { once: false, help: false, port: undefined, to: undefined };
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean', default: false },
        port: { type: 'string' },
        to: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return { values, mistake: undefined };
  } catch (error) {
    return { values: none, mistake: error instanceof Error ? error.message : String(error) };
  }
}
