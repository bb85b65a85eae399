import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';

/** What `POST /messages/{id}/resend` takes; the body may be left out. */
export class ResendRequestDto {
  @ApiPropertyOptional({ default: false, description: 'Needed where Meta may have sent it: FAILED with UNCONFIRMED' })
  @IsOptional()
  @IsBoolean()
  force?: boolean;
}
