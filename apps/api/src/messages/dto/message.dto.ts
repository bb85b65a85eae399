import { ApiProperty, PickType } from '@nestjs/swagger';
import { MESSAGE_STATUSES, PENDING_REASONS, PRIORITIES } from '#messages';
import { ProblemDto } from '../../docs/problem.dto.js';
import { TemplateDto } from './message-request.dto.js';

const TIME = { type: String, format: 'date-time', nullable: true } as const;
const TEXT = { type: String, nullable: true } as const;
const OBJECT = { type: Object, additionalProperties: true, nullable: true } as const;

/** Answers as OpenAPI describes them; the values themselves are made in libs/messages. */
class MessageErrorDto {
  @ApiProperty({ example: '131026' }) code!: string;
  @ApiProperty({ enum: ['META', 'RECADO'] }) source!: string;
  @ApiProperty() title!: string;
  @ApiProperty(TEXT) detail!: string | null;
  @ApiProperty() advice!: string;
  @ApiProperty({ format: 'date-time' }) at!: string;
}

/** Header and buttons are those of the request. */
class MessageTemplateDto extends PickType(TemplateDto, ['header', 'buttons']) {
  @ApiProperty({ example: 'po_notification' }) name!: string;
  @ApiProperty({ example: 'es' }) language!: string;
  @ApiProperty({
    oneOf: [
      { type: 'array', items: { type: 'string' } },
      { type: 'object', additionalProperties: { type: 'string' } },
    ],
  })
  parameters!: unknown;
}

export class MessageDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: MESSAGE_STATUSES }) status!: string;
  @ApiProperty({ enum: PENDING_REASONS, nullable: true }) pendingReason!: string | null;
  @ApiProperty({ ...TEXT, example: '+34612345678' }) to!: string | null;
  @ApiProperty(TEXT) recipientName!: string | null;
  @ApiProperty() sender!: string;
  @ApiProperty() template!: MessageTemplateDto;
  @ApiProperty({ ...TEXT, description: 'The text as the recipient sees it' }) text!: string | null;
  @ApiProperty(TEXT) reference!: string | null;
  @ApiProperty({ enum: Object.keys(PRIORITIES) }) priority!: string;
  @ApiProperty(OBJECT) metadata!: unknown;
  @ApiProperty(TEXT) whatsappMessageId!: string | null;
  @ApiProperty({ type: 'integer' }) attempts!: number;
  @ApiProperty({ type: MessageErrorDto, nullable: true }) error!: MessageErrorDto | null;
  @ApiProperty(OBJECT) pricing!: unknown;
  @ApiProperty(TEXT) resendOf!: string | null;
  @ApiProperty(TEXT) metaStatus!: string | null;
  @ApiProperty(TIME) pendingUntil!: string | null;
  @ApiProperty({ type: [String] }) warnings!: string[];
  @ApiProperty(TIME) scheduledAt!: string | null;
  @ApiProperty({ format: 'date-time' }) expiresAt!: string;
  @ApiProperty({ format: 'date-time' }) createdAt!: string;
  @ApiProperty(TIME) sentAt!: string | null;
  @ApiProperty(TIME) deliveredAt!: string | null;
  @ApiProperty(TIME) readAt!: string | null;
  @ApiProperty(TIME) failedAt!: string | null;
}

class MessageEventDto {
  @ApiProperty() type!: string;
  @ApiProperty({ format: 'date-time', description: "When it happened; Meta's whole-second time where Meta gives one" })
  at!: string;
  @ApiProperty({ format: 'date-time', description: 'When we learned it' }) recordedAt!: string;
  @ApiProperty({ type: Object, additionalProperties: true }) data!: unknown;
}

export class MessageWithEventsDto extends MessageDto {
  @ApiProperty({ type: [MessageEventDto] }) events!: MessageEventDto[];
}

export class MessagePageDto {
  @ApiProperty({ type: [MessageDto] }) items!: MessageDto[];
  @ApiProperty(TEXT) nextCursor!: string | null;
}

class BatchResultDto {
  @ApiProperty({ type: 'integer', description: '202, or the status that the message alone would have got' })
  status!: number;
  @ApiProperty({ required: false }) replayed?: boolean;
  @ApiProperty({ required: false }) message?: MessageDto;
  @ApiProperty({ required: false, description: 'Instead of a message, where it was refused' }) problem?: ProblemDto;
}

export class BatchResultsDto {
  @ApiProperty({ type: [BatchResultDto] }) results!: BatchResultDto[];
}

class SupersededDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({
    description: 'Whether it was cancelled now; false: Meta has it, or may have it, or it had ended before',
  })
  cancelled!: boolean;
}

export class PurchaseOrderMessageDto extends MessageDto {
  @ApiProperty({ type: SupersededDto, nullable: true }) superseded!: SupersededDto | null;
}
