import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { IsTimestamp } from '../messages/dto/is-timestamp.decorator.js';

const LONGEST = 512;
const GRAINS = ['day', 'hour'] as const;

/** What `GET /stats` is asked for. */
export class StatsQueryDto {
  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Messages accepted from then on, to the whole hour or day (UTC); default: 30 days ago, or 24 hours',
  })
  @IsOptional()
  @IsString()
  @IsTimestamp()
  from?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Messages accepted before then, to the end of its hour or day (UTC); default: now',
  })
  @IsOptional()
  @IsString()
  @IsTimestamp()
  to?: string;

  @ApiPropertyOptional({ enum: GRAINS, default: 'day', description: 'At most 92 days, or 168 hours at once' })
  @IsOptional()
  @IsString()
  @IsIn(GRAINS, { message: `must be one of ${GRAINS.join(', ')}` })
  by?: (typeof GRAINS)[number];

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(LONGEST)
  sender?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(LONGEST)
  template?: string;
}
