import { Type } from 'class-transformer';
import { IsArray, IsObject, IsString, Matches, MaxLength, ValidateNested } from 'class-validator';

class TemplateDto {
  @IsString()
  @Matches(/^[a-z0-9_]{1,512}$/)
  name!: string;

  @IsString()
  language!: string;

  @IsArray()
  @IsString({ each: true })
  parameters!: string[];
}

export class MessageRequestDto {
  @Matches(/^\+[1-9]\d{6,14}$/)
  to!: string;

  @IsObject()
  @ValidateNested()
  @Type(() => TemplateDto)
  template!: TemplateDto;

  @IsString()
  @MaxLength(255)
  reference!: string;

  @IsString()
  sender!: string;
}
