import { ApiProperty } from '@nestjs/swagger';
import { type StoredTemplate, hasDrifted } from '#templates';

const TEXT = { type: String, nullable: true } as const;

/** A button of a template, at its place among all of them. */
export class TemplateButtonViewDto {
  @ApiProperty() index!: number;
  @ApiProperty({ example: 'url' }) type!: string;
  @ApiProperty() text!: string;
  @ApiProperty({ ...TEXT, description: 'Address of a url button, with {{1}} at its end where a message completes it' })
  url!: string | null;
}

/** The header of a template; `variable` is the name of the one that a message fills. */
export class TemplateHeaderViewDto {
  @ApiProperty({ enum: ['text', 'document', 'image', 'video', 'location'] }) format!: string;
  @ApiProperty(TEXT) text!: string | null;
  @ApiProperty(TEXT) variable!: string | null;
}

/** A template as `GET /templates` shows it. */
export class TemplateViewDto {
  @ApiProperty({ example: 'po_notification' }) name!: string;
  @ApiProperty({ example: 'es' }) language!: string;
  @ApiProperty({ example: 'APPROVED', description: "Meta's word; only APPROVED is sent, PAUSED passes" })
  status!: string;
  @ApiProperty({ example: 'UTILITY' }) category!: string;
  @ApiProperty({ ...TEXT, example: null, description: 'What it was before Meta moved it to `category`' })
  previousCategory!: string | null;
  @ApiProperty({ description: 'Meta moved it to MARKETING: it costs more. BLOCK_CATEGORY_DRIFT=true stops it then' })
  drifted!: boolean;
  @ApiProperty({ type: String, nullable: true, example: 'GREEN', description: 'GREEN, YELLOW, RED or UNKNOWN' })
  quality!: string | null;
  @ApiProperty({ type: String, nullable: true }) rejectedReason!: string | null;
  @ApiProperty({ enum: ['positional', 'named'] }) parameterFormat!: 'positional' | 'named';
  @ApiProperty({ type: [String], example: ['1', '2', '3'] }) parameters!: readonly string[];
  @ApiProperty({ type: TemplateHeaderViewDto, nullable: true }) header!: TemplateHeaderViewDto | null;
  @ApiProperty() body!: string;
  @ApiProperty(TEXT) footer!: string | null;
  @ApiProperty({ type: [TemplateButtonViewDto] }) buttons!: readonly TemplateButtonViewDto[];
  @ApiProperty({ description: 'WhatsApp Business Account id' }) account!: string;
  @ApiProperty({ type: [String], example: ['106540352242922'], description: 'Phone number ids that it is sent from' })
  senders!: readonly string[];
  @ApiProperty({ format: 'date-time' }) syncedAt!: string;
}

export class TemplateListDto {
  @ApiProperty({ type: [TemplateViewDto] }) items!: readonly TemplateViewDto[];
}

export class TemplateSyncDto {
  @ApiProperty({ description: 'How many templates Meta listed' }) templates!: number;
}

/** `senders`: those of its account that the key may use. */
export function viewOfTemplate(
  { wabaId, syncedAt, definition }: StoredTemplate,
  senders: readonly string[],
): TemplateViewDto {
  const { name, language, status, category, previousCategory, quality, rejectedReason } = definition;
  const { parameterFormat, header, body, footer, buttons } = definition;
  return {
    name,
    language,
    status,
    category,
    previousCategory,
    drifted: hasDrifted(definition),
    quality,
    rejectedReason,
    parameterFormat,
    parameters: definition.expectedParameters,
    header,
    body,
    footer,
    buttons,
    account: wabaId,
    senders,
    syncedAt: syncedAt.toISOString(),
  };
}
