import { ApiProperty } from '@nestjs/swagger';
import { DELIVERY_STATES, type LoggedDelivery } from '#callbacks';

const TEXT = { type: String, nullable: true } as const;

class CallbackAttemptDto {
  @ApiProperty() number!: number;
  @ApiProperty({ format: 'date-time' }) startedAt!: string;
  @ApiProperty() durationMs!: number;
  @ApiProperty({ type: Number, nullable: true, description: 'Of its answer; null where there was none' })
  status!: number | null;
  @ApiProperty({ ...TEXT, example: 'ECONNREFUSED', description: 'Why there was none' }) error!: string | null;
  @ApiProperty({ ...TEXT, description: 'The first bytes of its answer' }) answer!: string | null;
}

/** One event for one endpoint, and how it went. */
export class CallbackDeliveryDto {
  @ApiProperty({ format: 'uuid', description: 'The header webhook-id of every try' }) id!: string;
  @ApiProperty({ example: 'message.delivered' }) type!: string;
  @ApiProperty({ enum: DELIVERY_STATES }) state!: string;
  @ApiProperty({ ...TEXT, format: 'uuid' }) messageId!: string | null;
  @ApiProperty({ format: 'date-time' }) occurredAt!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When it is tried next' })
  nextTryAt!: string | null;
  @ApiProperty({ type: [CallbackAttemptDto] }) attempts!: readonly CallbackAttemptDto[];
}

export class CallbackDeliveryPageDto {
  @ApiProperty({ type: [CallbackDeliveryDto] }) items!: readonly CallbackDeliveryDto[];
  @ApiProperty(TEXT) nextCursor!: string | null;
}

export function viewOfDelivery({ dueAt, occurredAt, attempts, ...delivery }: LoggedDelivery): CallbackDeliveryDto {
  return {
    ...delivery,
    occurredAt: occurredAt.toISOString(),
    nextTryAt: dueAt?.toISOString() ?? null,
    attempts: attempts.map((attempt) => ({ ...attempt, startedAt: new Date(attempt.startedAt).toISOString() })),
  };
}
