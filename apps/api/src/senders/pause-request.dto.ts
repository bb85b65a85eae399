import { ApiProperty } from '@nestjs/swagger';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { HasNoDirectionMarks } from '../messages/dto/has-no-direction-marks.decorator.js';

/** What `POST /senders/{id}/pause` takes. */
export class PauseRequestDto {
  @ApiProperty({ maxLength: 200, example: 'The number moves to another account on Monday' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  @HasNoDirectionMarks()
  reason!: string;
}
