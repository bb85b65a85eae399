import { type DynamicModule, Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { Clock } from './clock.js';
import { Environment } from './environment.js';
import { EventLog } from './event-log.js';
import { Metrics } from './metrics.js';
import { Tracing } from './tracing.js';

/** What is made before the application is, and given to all of it. */
export interface ProcessParts {
  readonly app: string;
  readonly environment: Environment;
  readonly log: EventLog;
  /** Phone number ids whose figures begin at 0. */
  readonly senders: readonly string[];
  readonly tracing: Tracing;
}

/** What every part of a process may ask for: its checked environment, its clock, its log, its figures, its traces. */
@Global()
@Module({})
export class RuntimeModule implements OnApplicationShutdown {
  constructor(private readonly tracing: Tracing) {}

  static forProcess({ app, environment, log, senders, tracing }: ProcessParts): DynamicModule {
    return {
      module: RuntimeModule,
      imports: [
        ConfigModule.forRoot({
          isGlobal: true,
          ignoreEnvFile: true,
          skipProcessEnv: true,
          load: [() => Object.fromEntries(Object.entries(environment))],
        }),
      ],
      providers: [
        { provide: Environment, useValue: environment },
        { provide: EventLog, useValue: log },
        Clock,
        { provide: Metrics, useFactory: () => new Metrics(app, senders) },
        { provide: Tracing, useValue: tracing },
      ],
      exports: [Clock, Environment, EventLog, Metrics, Tracing],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.tracing.stop();
  }
}
