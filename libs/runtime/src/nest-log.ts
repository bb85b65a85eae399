import type { LoggerService } from '@nestjs/common';
import type { EventLog } from './event-log.js';

/** Nest's own messages as events; its start-up chatter is of interest only when debugging. */
export class NestLog implements LoggerService {
  constructor(private readonly events: EventLog) {}

  log(message: unknown, context?: unknown): void {
    this.events.debug('nest.log', { message: String(message), context: String(context) });
  }

  warn(message: unknown, context?: unknown): void {
    this.events.warn('nest.warn', { message: String(message), context: String(context) });
  }

  error(message: unknown, ...details: unknown[]): void {
    this.events.error('nest.error', message, { details: details.map(String) });
  }
}
