import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { type Environment, type EventLog, endsWithin } from '#runtime';
import { dataSourceOptions } from './data-source-options.js';
import { NoticeOtherSetups } from './notice-other-setups.js';
import { outlastOutage } from './outlast-outage.js';
import { ProcessSetup } from './process-setup.js';
import { ReadinessRepository } from './readiness.repository.js';
import { RunningProcessesRepository } from './running-processes.repository.js';

/** A server that fell silent never says that a connection has ended; the end of the process ends it. */
const LONGEST_CLOSE_MS = 1_000;

/** One pool a process; entities register themselves through `forFeature` of their own modules. */
@Module({})
export class DatabaseModule {
  static forProcess(
    name: string,
    maxConnections: number,
    { DATABASE_URL: url = '' }: Environment,
    log: EventLog,
    setup: Pick<ProcessSetup, 'queue' | 'senders'>,
  ): DynamicModule {
    const { applicationName } = new ProcessSetup(name, setup.queue, setup.senders);
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({
            ...dataSourceOptions(url, { applicationName, maxConnections }),
            autoLoadEntities: true,
            retryAttempts: 1,
          }),
          // Nest's own attempts tell nobody why they failed, nor, at their end, what to do.
          dataSourceFactory: async (options) => {
            if (options === undefined) throw new TypeError('a data source has options');
            let dataSource = new DataSource(options);
            await outlastOutage(url, log, async () => {
              dataSource = new DataSource(options);
              await dataSource.initialize();
            });
            const close = dataSource.destroy.bind(dataSource);
            dataSource.destroy = async () => {
              await endsWithin(LONGEST_CLOSE_MS, close());
            };
            return dataSource;
          },
        }),
      ],
      providers: [
        {
          provide: ReadinessRepository,
          inject: [DataSource],
          useFactory: (dataSource: DataSource) => new ReadinessRepository(dataSource),
        },
        {
          provide: RunningProcessesRepository,
          inject: [DataSource],
          useFactory: (dataSource: DataSource) => new RunningProcessesRepository(dataSource),
        },
        NoticeOtherSetups,
      ],
      exports: [ReadinessRepository],
    };
  }
}
