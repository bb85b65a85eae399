import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsLatitude, IsLongitude, IsNotEmpty, IsNumber, IsOptional, IsString, MaxLength } from 'class-validator';
import type { TemplateHeader } from '#messages';
import { HasNoDirectionMarks } from './has-no-direction-marks.decorator.js';
import { IsMediaLink } from './is-media-link.decorator.js';

const TYPES: readonly TemplateHeader['type'][] = ['text', 'image', 'video', 'document', 'location'];

/** The header of one type, as the product knows it: each class below checks one, and the compiler that it is that one. */
type Header<Type extends TemplateHeader['type']> = Extract<TemplateHeader, { type: Type }>;

/** What a header of unknown type is read as, to be refused by its type. */
export class AnyHeaderDto {
  @IsIn(TYPES, { message: `must be one of ${TYPES.join(', ')}` })
  type!: never;
}

export class TextHeaderDto implements Header<'text'> {
  @ApiProperty({ enum: ['text'] })
  @IsIn(['text'])
  type!: 'text';

  @ApiProperty({ maxLength: 60 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(60)
  @HasNoDirectionMarks()
  text!: string;

  @ApiPropertyOptional({ maxLength: 100, description: "The variable's name, where the template names its variables" })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  name?: string;
}

export class MediaHeaderDto implements Header<'image' | 'video'> {
  @ApiProperty({ enum: ['image', 'video'] })
  @IsIn(['image', 'video'])
  type!: 'image' | 'video';

  @ApiProperty({ format: 'uri', example: 'https://example.com/logo.png' })
  @IsString()
  @IsMediaLink()
  link!: string;
}

export class DocumentHeaderDto implements Header<'document'> {
  @ApiProperty({ enum: ['document'] })
  @IsIn(['document'])
  type!: 'document';

  @ApiProperty({ format: 'uri', example: 'https://example.com/PO-2024-001.pdf' })
  @IsString()
  @IsMediaLink()
  link!: string;

  @ApiPropertyOptional({ maxLength: 240, example: 'PO-2024-001.pdf' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(240)
  @HasNoDirectionMarks()
  filename?: string;
}

export class LocationHeaderDto implements Header<'location'> {
  @ApiProperty({ enum: ['location'] })
  @IsIn(['location'])
  type!: 'location';

  @ApiProperty({ minimum: -90, maximum: 90 })
  @IsNumber()
  @IsLatitude()
  latitude!: number;

  @ApiProperty({ minimum: -180, maximum: 180 })
  @IsNumber()
  @IsLongitude()
  longitude!: number;

  @ApiPropertyOptional({ maxLength: 1000 })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  name?: string;

  @ApiPropertyOptional({ maxLength: 1000 })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  address?: string;
}

export const HEADER_TYPES = [
  { name: 'text', value: TextHeaderDto },
  { name: 'image', value: MediaHeaderDto },
  { name: 'video', value: MediaHeaderDto },
  { name: 'document', value: DocumentHeaderDto },
  { name: 'location', value: LocationHeaderDto },
];
