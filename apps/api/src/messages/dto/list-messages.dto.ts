import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { MESSAGE_STATUSES, type MessageStatus, PENDING_REASONS, type PendingReason } from '#messages';
import { IsTimestamp } from './is-timestamp.decorator.js';

const LONGEST = 512;

/** Number() would also read 1e2, 0x10 and a blank. */
function isDigits(value: unknown): value is string {
  return typeof value === 'string' && /^\d+$/.test(value);
}

/** Filters of `GET /messages`; all that are given must hold. */
export class ListMessagesDto {
  @ApiPropertyOptional({ enum: MESSAGE_STATUSES })
  @IsOptional()
  @IsString()
  @IsIn(MESSAGE_STATUSES, { message: `must be one of ${MESSAGE_STATUSES.join(', ')}` })
  status?: MessageStatus;

  @ApiPropertyOptional({ example: '+34612345678' })
  @IsOptional()
  @IsString()
  to?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(LONGEST)
  reference?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(LONGEST)
  template?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(LONGEST)
  sender?: string;

  @ApiPropertyOptional({ example: '131026' })
  @IsOptional()
  @IsString()
  @Matches(/^\w{1,64}$/, { message: 'must be a code such as 131026 or EXPIRED' })
  errorCode?: string;

  @ApiPropertyOptional({ format: 'date-time' })
  @IsOptional()
  @IsString()
  @IsTimestamp()
  createdFrom?: string;

  @ApiPropertyOptional({ format: 'date-time' })
  @IsOptional()
  @IsString()
  @IsTimestamp()
  createdTo?: string;

  @ApiPropertyOptional({ format: 'date-time' })
  @IsOptional()
  @IsString()
  @IsTimestamp()
  updatedFrom?: string;

  @ApiPropertyOptional({ enum: PENDING_REASONS })
  @IsOptional()
  @IsString()
  @IsIn(PENDING_REASONS, { message: `must be one of ${PENDING_REASONS.join(', ')}` })
  pendingReason?: PendingReason;

  @ApiPropertyOptional({ enum: ['true'], description: 'SENT longer ago than UNDELIVERED_AFTER, and not delivered' })
  @IsOptional()
  @IsString()
  @IsIn(['true'], { message: 'must be true, or left out' })
  undelivered?: 'true';

  @ApiPropertyOptional({ description: 'Prefix of reference, name, phone or WhatsApp message id' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(LONGEST)
  q?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 200, default: 50 })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (isDigits(value) ? Number(value) : value))
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;

  @ApiPropertyOptional({ description: 'nextCursor of the page before' })
  @IsOptional()
  @IsString()
  cursor?: string;
}
