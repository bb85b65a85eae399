import { ApiProperty } from '@nestjs/swagger';
import { SUPPRESSION_REASONS, SUPPRESSION_SCOPES, type Suppression } from '#suppressions';

const TEXT = { type: String, nullable: true } as const;

/** Somebody who must not be written to, as the API shows it. */
export class SuppressionDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ example: '+34612345678', description: "The phone number, or Meta's user id where it is hidden" })
  to!: string;
  @ApiProperty({ ...TEXT, example: 'ES.13491208655302741918' }) userId!: string | null;
  @ApiProperty({ enum: SUPPRESSION_SCOPES }) scope!: string;
  @ApiProperty({ enum: SUPPRESSION_REASONS }) reason!: string;
  @ApiProperty({ ...TEXT, description: "An operator's words" }) note!: string | null;
  @ApiProperty({ format: 'date-time', description: 'When it was last said' }) since!: string;
}

export class SuppressionPageDto {
  @ApiProperty({ type: [SuppressionDto] }) items!: readonly SuppressionDto[];
  @ApiProperty(TEXT) nextCursor!: string | null;
}

export function viewOfSuppression(suppression: Suppression): SuppressionDto {
  const { id, recipientPhone, recipientUserId, scope, reason, note, since } = suppression;
  return {
    id,
    to: recipientPhone ?? recipientUserId ?? '',
    userId: recipientUserId,
    scope,
    reason,
    note,
    since: since.toISOString(),
  };
}
