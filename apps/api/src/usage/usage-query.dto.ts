import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsNotEmpty, IsOptional, IsString, Matches, MaxLength } from 'class-validator';

const MONTH = /^20\d\d-(0[1-9]|1[0-2])$/;
const A_MONTH = { message: 'must be a month such as 2026-11' };

/** What `GET /usage` is asked for. */
export class UsageQueryDto {
  @ApiPropertyOptional({ example: '2026-09', description: 'First month, of BILLING_TIMEZONE; default: that of `to`' })
  @IsOptional()
  @IsString()
  @Matches(MONTH, A_MONTH)
  from?: string;

  @ApiPropertyOptional({ example: '2026-11', description: 'Last month; default: the present one' })
  @IsOptional()
  @IsString()
  @Matches(MONTH, A_MONTH)
  to?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(512)
  sender?: string;
}
