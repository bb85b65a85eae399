import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ClientsModule } from '#clients';
import { ApiKeyGuard } from './api-key.guard.js';
import { Authenticate } from './authenticate.js';

@Global()
@Module({
  imports: [ClientsModule],
  providers: [Authenticate, { provide: APP_GUARD, useClass: ApiKeyGuard }],
  exports: [Authenticate],
})
export class AccessModule {}
