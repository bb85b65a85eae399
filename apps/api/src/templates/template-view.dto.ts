import { ApiProperty } from '@nestjs/swagger';

/** A template as `GET /templates` shows it. */
export class TemplateViewDto {
  @ApiProperty({ example: 'po_notification' }) name!: string;
  @ApiProperty({ example: 'es' }) language!: string;
  @ApiProperty({ example: 'APPROVED', description: "Meta's word; only APPROVED is sent, PAUSED passes" })
  status!: string;
  @ApiProperty({ example: 'UTILITY' }) category!: string;
  @ApiProperty({ type: String, nullable: true, example: 'GREEN' }) quality!: string | null;
  @ApiProperty({ type: String, nullable: true }) rejectedReason!: string | null;
  @ApiProperty({ enum: ['positional', 'named'] }) parameterFormat!: 'positional' | 'named';
  @ApiProperty({ type: [String], example: ['1', '2', '3'] }) parameters!: readonly string[];
  @ApiProperty() body!: string;
  @ApiProperty({ description: 'WhatsApp Business Account id' }) account!: string;
  @ApiProperty({ format: 'date-time' }) syncedAt!: string;
}

export class TemplateListDto {
  @ApiProperty({ type: [TemplateViewDto] }) items!: readonly TemplateViewDto[];
}

export class TemplateSyncDto {
  @ApiProperty({ description: 'How many templates Meta listed' }) templates!: number;
}
