import { type DynamicModule, Global, Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { Clock } from './clock.js';
import { Environment } from './environment.js';
import { EventLog } from './event-log.js';
import { Metrics } from './metrics.js';

/** What every part of a process may ask for: its checked environment, its clock, its log, its figures. */
@Global()
@Module({})
export class RuntimeModule {
  static forProcess(app: string, environment: Environment, log: EventLog): DynamicModule {
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
        { provide: Metrics, useFactory: () => new Metrics(app) },
      ],
      exports: [Clock, Environment, EventLog, Metrics],
    };
  }
}
