import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Matches } from 'class-validator';

/** What `POST /senders/{id}/resume` takes; the body may be left out. */
export class ResumeRequestDto {
  @ApiPropertyOptional({ example: 'ES', description: 'Only what waits for this country (ISO 3166), one message first' })
  @IsOptional()
  @IsString()
  @Matches(/^[A-Z]{2}$/, { message: 'country must be two capital letters, such as ES' })
  country?: string;
}
