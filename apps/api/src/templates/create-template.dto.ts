import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
} from 'class-validator';

const CATEGORIES = ['UTILITY', 'MARKETING', 'AUTHENTICATION'];
const FORMATS = ['positional', 'named'];
/** Header, body, footer, buttons, and what Meta invents besides. */
const MOST_COMPONENTS = 10;

/** What `POST /templates` takes: a whole template, or the name alone of one that this product brings along. */
export class CreateTemplateDto {
  @ApiProperty({ example: 'po_notification' })
  @IsString()
  @Matches(/^[a-z0-9_]{1,512}$/, { message: 'must be of lower-case letters, digits and underscores' })
  name!: string;

  @ApiPropertyOptional({ example: 'es' })
  @IsOptional()
  @IsString()
  @Matches(/^[a-z]{2,3}(_[A-Z]{2})?$/, { message: 'must be a language of Meta, such as es or es_MX' })
  language?: string;

  @ApiPropertyOptional({ enum: CATEGORIES, description: 'What is asked for: Meta decides' })
  @IsOptional()
  @IsString()
  @IsIn(CATEGORIES, { message: `must be one of ${CATEGORIES.join(', ')}` })
  category?: string;

  @ApiPropertyOptional({ enum: FORMATS, default: 'positional' })
  @IsOptional()
  @IsString()
  @IsIn(FORMATS, { message: `must be one of ${FORMATS.join(', ')}` })
  parameterFormat?: string;

  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    maxItems: MOST_COMPONENTS,
    description:
      "As Meta takes them: body with examples, header, footer, buttons. Left out: this product's own definition",
    example: [{ type: 'body', text: 'Hola {{1}}, gracias.', example: { body_text: [['Proveedor ABC']] } }],
  })
  @IsOptional()
  @IsArray()
  @IsObject({ each: true, message: 'must be a list of objects' })
  @ArrayNotEmpty({ message: 'must have at least one entry' })
  @ArrayMaxSize(MOST_COMPONENTS)
  components?: readonly Record<string, unknown>[];

  @ApiPropertyOptional({
    example: '106540352242922',
    description: 'The sender whose account gets it; default: the first one',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(64)
  sender?: string;
}

/** A template that Meta is about to review. */
export class CreatedTemplateDto {
  @ApiProperty({ example: 'po_notification' }) name!: string;
  @ApiProperty({ example: 'es' }) language!: string;
  @ApiProperty({ description: 'WhatsApp Business Account id' }) account!: string;
  @ApiProperty({ type: String, nullable: true, description: "Meta's id of it" }) metaId!: string | null;
  @ApiProperty({ example: 'PENDING' }) status!: string;
  @ApiProperty({ example: 'UTILITY', description: 'May be another one than asked for' }) category!: string;
  @ApiProperty({ description: 'How it goes on' }) next!: string;
  @ApiProperty({ type: [String] }) warnings!: readonly string[];
}
