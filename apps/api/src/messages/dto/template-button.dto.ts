import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt, IsNotEmpty, IsString, Max, MaxLength, Min } from 'class-validator';
import type { TemplateButton } from '#messages';

const TYPES: readonly TemplateButton['type'][] = ['url', 'quick_reply', 'copy_code', 'flow'];

/** The button of one type, as the product knows it: each class below checks one, and the compiler that it is that one. */
type Button<Type extends TemplateButton['type']> = Extract<TemplateButton, { type: Type }>;

/** What a button of unknown type is read as, to be refused by its type. */
export class AnyButtonDto {
  @IsIn(TYPES, { message: `must be one of ${TYPES.join(', ')}` })
  type!: never;
}

class PlacedButtonDto {
  @ApiProperty({ minimum: 0, maximum: 9, description: "Place among all of the template's buttons, from 0" })
  @IsInt()
  @Min(0)
  @Max(9)
  index!: number;
}

export class UrlButtonDto extends PlacedButtonDto implements Button<'url'> {
  @ApiProperty({ enum: ['url'] })
  @IsIn(['url'])
  type!: 'url';

  @ApiProperty({ description: "What completes the button's address", maxLength: 2000 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(2000)
  text!: string;
}

export class QuickReplyButtonDto extends PlacedButtonDto implements Button<'quick_reply'> {
  @ApiProperty({ enum: ['quick_reply'] })
  @IsIn(['quick_reply'])
  type!: 'quick_reply';

  @ApiProperty({ description: 'Comes back when the recipient presses it', maxLength: 512 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(512)
  payload!: string;
}

export class CopyCodeButtonDto extends PlacedButtonDto implements Button<'copy_code'> {
  @ApiProperty({ enum: ['copy_code'] })
  @IsIn(['copy_code'])
  type!: 'copy_code';

  @ApiProperty({ maxLength: 15 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(15)
  code!: string;
}

export class FlowButtonDto extends PlacedButtonDto implements Button<'flow'> {
  @ApiProperty({ enum: ['flow'] })
  @IsIn(['flow'])
  type!: 'flow';

  @ApiProperty({ description: 'Comes back with what the recipient filled in', maxLength: 512 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(512)
  token!: string;
}

export const BUTTON_TYPES = [
  { name: 'url', value: UrlButtonDto },
  { name: 'quick_reply', value: QuickReplyButtonDto },
  { name: 'copy_code', value: CopyCodeButtonDto },
  { name: 'flow', value: FlowButtonDto },
];
