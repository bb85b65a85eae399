import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ClientsModule } from '#clients';
import { ApiKeyGuard } from './api-key.guard.js';
import { Authenticate } from './authenticate.js';
import { FailedAttempts } from './failed-attempts.js';
import { SignIn } from './sign-in.js';

@Global()
@Module({
  imports: [ClientsModule],
  providers: [FailedAttempts, Authenticate, SignIn, { provide: APP_GUARD, useClass: ApiKeyGuard }],
  exports: [Authenticate, SignIn],
})
export class AccessModule {}
