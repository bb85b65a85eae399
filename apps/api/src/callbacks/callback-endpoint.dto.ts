import { ApiProperty } from '@nestjs/swagger';
import { CALLBACK_EVENTS, type CallbackEndpoint } from '#callbacks';

const TEXT = { type: String, nullable: true } as const;
const TIME = { type: String, format: 'date-time', nullable: true } as const;

/** Who is told of what happens, as the API shows it. */
export class CallbackEndpointDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() url!: string;
  @ApiProperty(TEXT) description!: string | null;
  @ApiProperty({ enum: CALLBACK_EVENTS, isArray: true, nullable: true, description: 'Null: all of them' })
  events!: readonly string[] | null;
  @ApiProperty({ type: [String], nullable: true, description: 'Null: all of them' }) senders!: readonly string[] | null;
  @ApiProperty({ type: Number, nullable: true }) rateLimit!: number | null;
  @ApiProperty() enabled!: boolean;
  @ApiProperty({
    enum: ['PERSON', 'EXHAUSTED', 'GONE'],
    nullable: true,
    description: 'EXHAUSTED: a delivery failed for the last time; GONE: it answered 410',
  })
  disabledBecause!: string | null;
  @ApiProperty(TIME) disabledAt!: string | null;
  @ApiProperty({ ...TIME, description: 'Until when the secret before signs too' }) previousSecretUntil!: string | null;
  @ApiProperty({ description: 'Deliveries that wait for their first try, or for another' }) waiting!: number;
  @ApiProperty({
    ...TIME,
    description: 'When the waiting delivery that has failed most often failed first; null where none has failed',
  })
  failingSince!: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt!: string;
}

export class CallbackEndpointWithSecretDto extends CallbackEndpointDto {
  @ApiProperty({ example: 'whsec_…', description: 'Shown now and never again' }) secret!: string;
}

export class CallbackEndpointListDto {
  @ApiProperty({ type: [CallbackEndpointDto] }) items!: readonly CallbackEndpointDto[];
}

export function viewOfEndpoint(endpoint: CallbackEndpoint): CallbackEndpointDto {
  return {
    ...endpoint,
    disabledAt: endpoint.disabledAt?.toISOString() ?? null,
    previousSecretUntil: endpoint.previousSecretUntil?.toISOString() ?? null,
    failingSince: endpoint.failingSince?.toISOString() ?? null,
    createdAt: endpoint.createdAt.toISOString(),
  };
}
