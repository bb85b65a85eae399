import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { CALLBACK_EVENTS, type CallbackEvent } from '#callbacks';
import { HasNoDirectionMarks } from '../messages/dto/has-no-direction-marks.decorator.js';

/** What `POST /callback-endpoints` takes. */
export class CallbackEndpointRequestDto {
  @ApiProperty({ example: 'https://procurement.example.com/callbacks', maxLength: 2048 })
  @IsString()
  url!: string;

  @ApiPropertyOptional({ enum: CALLBACK_EVENTS, isArray: true, nullable: true, description: 'Left out: all of them' })
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique({ message: 'must name each event once' })
  @IsIn(CALLBACK_EVENTS, { each: true, message: `must be some of ${CALLBACK_EVENTS.join(', ')}` })
  events?: CallbackEvent[] | null;

  @ApiPropertyOptional({
    type: [String],
    nullable: true,
    example: ['106540352242922'],
    description: 'Phone number ids; left out: all that the key may use',
  })
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  senders?: string[] | null;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 200, example: 'Procurement, production' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  @HasNoDirectionMarks()
  description?: string | null;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    minimum: 1,
    maximum: 1000,
    description: 'Deliveries begun in a second, at the most; left out: as fast as it answers, ten at once',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1000)
  rateLimit?: number | null;

  @ApiPropertyOptional({ default: true })
  @IsOptional()
  @IsBoolean()
  enabled?: boolean;
}

/** What `PATCH /callback-endpoints/{id}` takes: what is left out stays. */
export class CallbackEndpointChangeDto extends PartialType(CallbackEndpointRequestDto) {}
