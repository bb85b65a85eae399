import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Environment, EventLog } from '#runtime';
import { dataSourceOptions } from './data-source-options.js';
import { outlastOutage } from './outlast-outage.js';
import { ReadinessRepository } from './readiness.repository.js';

/** One pool a process; entities register themselves through `forFeature` of their own modules. */
@Module({})
export class DatabaseModule {
  static forProcess(
    applicationName: string,
    maxConnections: number,
    { DATABASE_URL: url = '' }: Environment,
    log: EventLog,
  ): DynamicModule {
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
      ],
      exports: [ReadinessRepository],
    };
  }
}
