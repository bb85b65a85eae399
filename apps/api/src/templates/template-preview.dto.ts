import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { TemplateDto } from '../messages/dto/message-request.dto.js';
import { TemplateButtonViewDto } from './template-view.dto.js';

const TEXT = { type: String, nullable: true } as const;

/** What `POST /templates/{name}/preview` takes: what a message brings for its template. */
export class TemplatePreviewRequestDto extends OmitType(TemplateDto, ['name']) {
  @ApiPropertyOptional({ example: '106540352242922', description: 'Phone number id; default: the first sender' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(64)
  sender?: string;
}

/** A message as its recipient would see it. */
export class TemplatePreviewDto {
  @ApiProperty({ example: 'po_notification' }) name!: string;
  @ApiProperty({ example: 'es' }) language!: string;
  @ApiProperty({ description: 'WhatsApp Business Account id' }) account!: string;
  @ApiProperty({ example: 'APPROVED' }) status!: string;
  @ApiProperty({ example: 'UTILITY' }) category!: string;
  @ApiProperty({ ...TEXT, description: 'The text of the header, or the link of its file' }) header!: string | null;
  @ApiProperty({
    example: 'Hola Proveedor ABC, has recibido una nueva orden de compra PO-2024-001 por un total de €1,250.00.',
  })
  text!: string;
  @ApiProperty(TEXT) footer!: string | null;
  @ApiProperty({ type: [TemplateButtonViewDto], description: 'Addresses as they are completed' })
  buttons!: readonly TemplateButtonViewDto[];
  @ApiProperty({ type: [String] }) warnings!: readonly string[];
}
