import {
  Module,
  type DynamicModule,
  type FactoryProvider,
  type ModuleMetadata,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { GraphApi, type GraphApiOptions } from './graph-api.js';

type GraphApiModuleOptions = Pick<ModuleMetadata, 'imports'> &
  Pick<FactoryProvider<GraphApiOptions>, 'inject' | 'useFactory'>;

/** Provides one GraphApi to the whole application. */
@Module({})
export class GraphApiModule implements OnApplicationShutdown {
  constructor(private readonly graphApi: GraphApi) {}

  static forRootAsync({ imports, inject, useFactory }: GraphApiModuleOptions): DynamicModule {
    return {
      module: GraphApiModule,
      global: true,
      ...(imports && { imports }),
      providers: [
        {
          provide: GraphApi,
          ...(inject && { inject }),
          useFactory: async (...dependencies: unknown[]) => new GraphApi(await useFactory(...dependencies)),
        },
      ],
      exports: [GraphApi],
    };
  }

  // Last of all: the workers have drained by then, so nothing is under way on these connections.
  onApplicationShutdown(): Promise<void> {
    return this.graphApi.close();
  }
}
