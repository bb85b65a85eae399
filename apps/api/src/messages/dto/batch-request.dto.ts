import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsOptional, IsString, Matches } from 'class-validator';
import { IDEMPOTENCY_KEY, IDEMPOTENCY_KEY_RULE } from '../idempotency-key.js';
import { MessageRequestDto } from './message-request.dto.js';

/** One message of a batch: a message with, where wanted, an idempotency key of its own. */
export class BatchItemDto extends MessageRequestDto {
  @ApiPropertyOptional({ maxLength: 255 })
  @IsOptional()
  @IsString()
  @Matches(IDEMPOTENCY_KEY, { message: IDEMPOTENCY_KEY_RULE })
  idempotencyKey?: string;
}

/** What `POST /messages/batch` takes. Items are checked one by one: a bad one never spoils the others. */
export class BatchRequestDto {
  @ApiProperty({ type: [BatchItemDto], minItems: 1, maxItems: 1000 })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1000)
  messages!: unknown[];
}
