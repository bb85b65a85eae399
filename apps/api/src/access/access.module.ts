import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ClientsModule } from '#clients';
import { AdmitVisitor } from './admit-visitor.js';
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
    AdmitVisitor,
    AskForKey,
    { provide: APP_GUARD, useClass: DeclaredAccess },
  ],
  exports: [AdmitVisitor, ReadSession, SignIn],
})
export class AccessModule {}
