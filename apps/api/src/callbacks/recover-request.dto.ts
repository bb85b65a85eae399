import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional, IsString } from 'class-validator';
import { IsTimestamp } from '../messages/dto/is-timestamp.decorator.js';

/** What `POST /callback-endpoints/{id}/recover` takes. */
export class RecoverRequestDto {
  @ApiProperty({ format: 'date-time', description: 'Of what happened since then, all that was not delivered' })
  @IsString()
  @IsTimestamp()
  since!: string;

  @ApiPropertyOptional({ default: false, description: 'true: only count' })
  @IsOptional()
  @IsBoolean()
  dryRun?: boolean;
}

export class RecoveredDto {
  @ApiProperty({ description: 'Deliveries that are tried again, or would be' }) recovered!: number;
  @ApiProperty() dryRun!: boolean;
}
