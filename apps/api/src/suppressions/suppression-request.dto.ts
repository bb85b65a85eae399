import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { SUPPRESSION_SCOPES, type SuppressionScope } from '#suppressions';
import { HasNoDirectionMarks } from '../messages/dto/has-no-direction-marks.decorator.js';

/** What `POST /suppressions` takes. */
export class SuppressionRequestDto {
  @ApiProperty({
    example: '+34612345678',
    description: "A phone number, or Meta's user id such as ES.1349120865530274",
  })
  @IsString()
  to!: string;

  @ApiProperty({
    enum: SUPPRESSION_SCOPES,
    description: 'marketing: templates of that category; all: purchase orders too',
  })
  @IsString()
  @IsIn(SUPPRESSION_SCOPES, { message: `must be one of ${SUPPRESSION_SCOPES.join(', ')}` })
  scope!: SuppressionScope;

  @ApiPropertyOptional({ maxLength: 500, example: 'Asked by phone to be written to by e-mail' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  @HasNoDirectionMarks()
  note?: string;
}
