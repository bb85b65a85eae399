import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { HasNoDirectionMarks } from './has-no-direction-marks.decorator.js';
import { IsMediaLink } from './is-media-link.decorator.js';
import { IsTrimmed } from './is-trimmed.decorator.js';
import { IsTimestamp } from './is-timestamp.decorator.js';

export class SupplierDto {
  @ApiProperty({ example: 'Proveedor ABC', maxLength: 255 })
  @IsString()
  @IsNotEmpty()
  @IsTrimmed()
  @HasNoDirectionMarks()
  @MaxLength(255)
  name!: string;

  @ApiProperty({ example: '+34612345678', description: "As `to` of a message: a phone, or Meta's user id" })
  @IsString()
  phone!: string;
}

export class TotalDto {
  @ApiProperty({ example: '1250.00', description: 'A decimal text, never a number: floats lose cents' })
  @IsString({ message: 'must be a string such as "1250.00": a JSON number loses cents' })
  amount!: string;

  @ApiProperty({ example: 'EUR', description: 'ISO 4217' })
  @IsString()
  currency!: string;
}

/** What `POST /purchase-orders` takes. */
export class PurchaseOrderRequestDto {
  @ApiProperty()
  @IsObject()
  @ValidateNested()
  @Type(() => SupplierDto)
  supplier!: SupplierDto;

  @ApiProperty({ example: 'PO-2024-001', maxLength: 255 })
  @IsString()
  @IsNotEmpty()
  @IsTrimmed()
  @HasNoDirectionMarks()
  @MaxLength(255)
  orderNumber!: string;

  @ApiProperty()
  @IsObject()
  @ValidateNested()
  @Type(() => TotalDto)
  total!: TotalDto;

  @ApiPropertyOptional({ type: String, format: 'uri', nullable: true, description: "The template's document header" })
  @IsOptional()
  @IsString()
  @IsMediaLink()
  documentUrl?: string | null;

  @ApiPropertyOptional({ type: String, format: 'date-time', nullable: true, description: 'Not before this time' })
  @IsOptional()
  @IsString()
  @IsTimestamp()
  sendAt?: string | null;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    description: 'Higher than the last: replaces the earlier message',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  revision?: number;
}
