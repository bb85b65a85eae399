import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import { PROBLEM_CODES, type ProblemCode } from '../../problems/problem-codes.js';
import { ListMessagesDto } from './list-messages.dto.js';

/** What `POST /messages/resend` takes: the filters of the list that can be true of a FAILED message. */
export class BulkResendRequestDto extends OmitType(ListMessagesDto, [
  'status',
  'pendingReason',
  'undelivered',
  'limit',
]) {
  @ApiPropertyOptional({ default: false, description: 'Also those that Meta may have sent: FAILED with UNCONFIRMED' })
  @IsOptional()
  @IsBoolean()
  force?: boolean;

  @ApiPropertyOptional({ default: false, description: 'Only say how many it would be' })
  @IsOptional()
  @IsBoolean()
  dryRun?: boolean;
}

class SkippedDto {
  @ApiProperty({
    enum: Object.keys(PROBLEM_CODES),
    description: 'What resending one alone would have been refused with',
  })
  code!: ProblemCode;
  @ApiProperty() count!: number;
}

/** What became of those that matched. */
export class BulkResendDto {
  @ApiProperty() dryRun!: boolean;
  @ApiProperty({ description: 'FAILED messages that matched' }) matched!: number;
  @ApiProperty({ description: 'Sent again as new messages; of a dry run, how many would be' }) resent!: number;
  @ApiProperty({ type: [SkippedDto] }) skipped!: readonly SkippedDto[];
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Where more match than one call takes: `cursor` of the next',
  })
  nextCursor!: string | null;
}
