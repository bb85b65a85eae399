import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Environment } from '#runtime';
import { dataSourceOptions } from './data-source-options.js';
import { ReadinessRepository } from './readiness.repository.js';

/** One pool a process; entities register themselves through `forFeature` of their own modules. */
@Module({})
export class DatabaseModule {
  static forProcess(applicationName: string, maxConnections: number): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [Environment],
          useFactory: (environment: Environment) => ({
            ...dataSourceOptions(environment.DATABASE_URL ?? '', { applicationName, maxConnections }),
            autoLoadEntities: true,
            retryAttempts: 10,
            retryDelay: 1_000,
          }),
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
