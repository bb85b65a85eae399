import { Module, type DynamicModule, type FactoryProvider, type ModuleMetadata } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { GraphApi } from '#graph-api';
import { CreateTemplate } from './create-template.js';
import { KnownTemplates, type AccountTokens } from './known-templates.js';
import { SyncTemplates } from './sync-templates.js';
import { TemplateRow } from './template.entity.js';
import { TemplatesRepository } from './templates.repository.js';

type TemplatesModuleOptions = Pick<ModuleMetadata, 'imports'> &
  Pick<FactoryProvider<AccountTokens>, 'inject' | 'useFactory'>;

const ACCOUNT_TOKENS = Symbol('AccountTokens');
// Ages only, so the clock that nobody sets.
const age = (): number => performance.now();

/** Known templates; whoever imports it says where an account's token comes from. GraphApi is expected to be global. */
@Module({})
export class TemplatesModule {
  static forRootAsync({ imports = [], inject, useFactory }: TemplatesModuleOptions): DynamicModule {
    return {
      module: TemplatesModule,
      global: true,
      imports: [...imports, TypeOrmModule.forFeature([TemplateRow])],
      providers: [
        { provide: ACCOUNT_TOKENS, ...(inject && { inject }), useFactory },
        {
          provide: TemplatesRepository,
          inject: [DataSource],
          useFactory: (dataSource: DataSource) => new TemplatesRepository(dataSource),
        },
        {
          provide: SyncTemplates,
          inject: [GraphApi, TemplatesRepository],
          useFactory: (graphApi: GraphApi, repository: TemplatesRepository) => new SyncTemplates(graphApi, repository),
        },
        {
          provide: CreateTemplate,
          inject: [GraphApi, SyncTemplates],
          useFactory: (graphApi: GraphApi, sync: SyncTemplates) => new CreateTemplate(graphApi, sync),
        },
        {
          provide: KnownTemplates,
          inject: [TemplatesRepository, SyncTemplates, ACCOUNT_TOKENS],
          useFactory: (repository: TemplatesRepository, sync: SyncTemplates, tokens: AccountTokens) =>
            new KnownTemplates(repository, sync, tokens, age),
        },
      ],
      exports: [TemplatesRepository, SyncTemplates, CreateTemplate, KnownTemplates],
    };
  }
}
