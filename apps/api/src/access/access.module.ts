import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ClientsModule } from '#clients';
import { AskForKey } from './ask-for-key.js';
import { Authenticate } from './authenticate.js';
import { DeclaredAccess } from './declared-access.guard.js';
import { FailedAttempts } from './failed-attempts.js';
import { ReadSession } from './read-session.js';
import { SignIn } from './sign-in.js';

@Global()
@Module({
  imports: [ClientsModule],
  providers: [
    FailedAttempts,
    Authenticate,
    ReadSession,
    SignIn,
    AskForKey,
    { provide: APP_GUARD, useClass: DeclaredAccess },
  ],
  exports: [Authenticate, ReadSession, SignIn],
})
export class AccessModule {}
