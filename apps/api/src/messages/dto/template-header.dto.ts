import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsLatitude, IsLongitude, IsNotEmpty, IsNumber, IsOptional, IsString, MaxLength } from 'class-validator';
import { IsMediaLink } from './is-media-link.decorator.js';

const TYPES = ['text', 'image', 'video', 'document', 'location'] as const;

/** What a header of unknown type is read as, to be refused by its type. */
export class AnyHeaderDto {
  @IsIn(TYPES, { message: `must be one of ${TYPES.join(', ')}` })
  type!: never;
}

export class TextHeaderDto {
  @ApiProperty({ enum: ['text'] })
  @IsIn(['text'])
  type!: 'text';

  @ApiProperty({ maxLength: 60 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(60)
  text!: string;

  @ApiPropertyOptional({ maxLength: 100, description: "The variable's name, where the template names its variables" })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  name?: string;
}

export class MediaHeaderDto {
  @ApiProperty({ enum: ['image', 'video'] })
  @IsIn(['image', 'video'])
  type!: 'image' | 'video';

  @ApiProperty({ format: 'uri', example: 'https://example.com/logo.png' })
  @IsString()
  @IsMediaLink()
  link!: string;
}

export class DocumentHeaderDto {
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
  filename?: string;
}

export class LocationHeaderDto {
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
