import type { LogLevel } from './environment.js';

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined | readonly string[]>>;

const RANK: Readonly<Record<LogLevel, number>> = { debug: 10, info: 20, warn: 30, error: 40 };

/**
 * Writes events as JSON lines, each with `"service":"WhatsApp"`, so that `grep WhatsApp` finds them among other programs' lines.
 * Event names are dotted (`message.accepted`). Fields are flat and never hold phone numbers, names, parameters, tokens or
 * wamids (a wamid decodes to the phone).
 */
export class EventLog {
  constructor(
    private readonly app: string,
    private readonly level: LogLevel,
    private readonly write: (line: string) => void,
    private readonly now: () => Date,
  ) {}

  debug(event: string, fields: LogFields = {}): void {
    this.put('debug', event, fields);
  }

  info(event: string, fields: LogFields = {}): void {
    this.put('info', event, fields);
  }

  warn(event: string, fields: LogFields = {}): void {
    this.put('warn', event, fields);
  }

  /** An unexpected error: its class, message, code and stack, never the data that it was about. */
  error(event: string, error: unknown, fields: LogFields = {}): void {
    this.put('error', event, { ...fields, ...describeError(error) });
  }

  private put(level: LogLevel, event: string, fields: LogFields): void {
    if (RANK[level] < RANK[this.level]) return;
    const line = { time: this.now().toISOString(), level, service: 'WhatsApp', app: this.app, event, ...fields };
    this.write(`${JSON.stringify(line)}\n`);
  }
}

function describeError(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: String(error) };
  const { name, message, stack } = error;
  const code = 'code' in error ? String(error.code) : undefined;
  // PostgreSQL's `detail` quotes the offending values, so it is left out.
  if (code === undefined || !QUOTES_VALUES.test(code)) return { error: name, message, code, stack };
  const calls = stack?.split(message).at(-1) ?? '';
  return { error: name, message: 'PostgreSQL refused a value', code, stack: `${name}${calls}` };
}

/** SQLSTATE class 22, data exceptions: their very message is made of the value (`invalid input syntax for type uuid: "…"`). */
const QUOTES_VALUES = /^22[0-9A-Z]{3}$/;
