import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import {
  PRIORITIES,
  type Priority,
  type TemplateButton,
  type TemplateHeader,
  type TemplateParameters,
} from '#messages';
import { HasNoDirectionMarks } from './has-no-direction-marks.decorator.js';
import { IsMetadata } from './is-metadata.decorator.js';
import { IsTemplateParameters } from './is-template-parameters.decorator.js';
import { OneOf } from './one-of.decorator.js';
import { IsTimestamp } from './is-timestamp.decorator.js';
import { AnyButtonDto, BUTTON_TYPES } from './template-button.dto.js';
import { AnyHeaderDto, HEADER_TYPES } from './template-header.dto.js';

const MOST_BUTTONS = 10;
const PRIORITY_NAMES = Object.keys(PRIORITIES);
const schemasOf = (types: readonly { readonly value: new () => object }[]): { $ref: string }[] =>
  [...new Set(types.map(({ value }) => value))].map((value) => ({ $ref: getSchemaPath(value) }));

@ApiExtraModels(...HEADER_TYPES.map(({ value }) => value), ...BUTTON_TYPES.map(({ value }) => value))
export class TemplateDto {
  @ApiProperty({ example: 'po_notification' })
  @IsString()
  @Matches(/^[a-z0-9_]{1,512}$/, { message: 'must be of lower-case letters, digits and underscores' })
  name!: string;

  @ApiPropertyOptional({ example: 'es', description: "Default: the sender's own language" })
  @IsOptional()
  @IsString()
  @Matches(/^[a-z]{2,3}(_[A-Z]{2})?$/, { message: 'must be a language of Meta, such as es or es_MX' })
  language?: string;

  @ApiPropertyOptional({
    oneOf: [
      { type: 'array', items: { type: 'string' } },
      { type: 'object', additionalProperties: { type: 'string' } },
    ],
    example: ['Proveedor ABC', 'PO-2024-001', '€1,250.00'],
  })
  @IsOptional()
  @IsTemplateParameters()
  @HasNoDirectionMarks()
  parameters?: TemplateParameters;

  @ApiPropertyOptional({ oneOf: schemasOf(HEADER_TYPES) })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @OneOf(HEADER_TYPES, AnyHeaderDto)
  header?: TemplateHeader;

  @ApiPropertyOptional({ type: 'array', maxItems: MOST_BUTTONS, items: { oneOf: schemasOf(BUTTON_TYPES) } })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_BUTTONS)
  @ValidateNested({ each: true })
  @OneOf(BUTTON_TYPES, AnyButtonDto, MOST_BUTTONS)
  buttons?: readonly TemplateButton[];
}

/** What `POST /messages` takes. */
export class MessageRequestDto {
  @ApiProperty({
    example: '+34612345678',
    description:
      "+, country code and number, or Meta's user id of somebody who hides the phone, such as ES.13491208655302741918",
  })
  @IsString()
  to!: string;

  @ApiPropertyOptional({ maxLength: 255, example: 'Proveedor ABC' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(255)
  @HasNoDirectionMarks()
  recipientName?: string;

  @ApiProperty()
  @IsObject()
  @ValidateNested()
  @Type(() => TemplateDto)
  template!: TemplateDto;

  @ApiPropertyOptional({ maxLength: 255, example: 'PO-2024-001' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(255)
  reference?: string;

  @ApiPropertyOptional({ example: '106540352242922', description: 'Phone number id; default: the first sender' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(64)
  sender?: string;

  @ApiPropertyOptional({ enum: PRIORITY_NAMES, default: 'normal' })
  @IsOptional()
  @IsString()
  @IsIn(PRIORITY_NAMES, { message: `must be one of ${PRIORITY_NAMES.join(', ')}` })
  priority?: Priority;

  @ApiPropertyOptional({ format: 'date-time', description: 'Not before this time' })
  @IsOptional()
  @IsString()
  @IsTimestamp()
  sendAt?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Not after this time; default: MESSAGE_TTL' })
  @IsOptional()
  @IsString()
  @IsTimestamp()
  expiresAt?: string;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, example: { orderId: '42' } })
  @IsOptional()
  @IsObject()
  @IsMetadata()
  metadata?: Record<string, unknown>;
}
