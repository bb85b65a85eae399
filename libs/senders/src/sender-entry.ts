import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, Max, Min, MinLength, ValidateBy, ValidateIf } from 'class-validator';

const ID = /^\d{1,32}$/;

/** YAML reads an id without quotes as a number, one that may be too large for a JavaScript number. */
function Text(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (typeof value === 'bigint' ? String(value) : value));
}

function Whole(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (typeof value === 'bigint' ? Number(value) : value));
}

function Secrets(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' || typeof value === 'bigint'
      ? String(value)
          .split(',')
          .map((secret) => secret.trim())
      : value,
  );
}

/** One sender as WHATSAPP_SENDERS_FILE lists it. */
export class SenderEntry {
  @Text()
  @Matches(ID, { message: '$property must be the numeric phone number id of WhatsApp Manager' })
  phoneNumberId = '';

  @Text()
  @Matches(ID, { message: '$property must be the numeric WABA id' })
  wabaId = '';

  @ValidateIf((entry: SenderEntry) => entry.tokenFile === undefined)
  @MinLength(1, { message: '$property or tokenFile is missing: nothing can be sent without it' })
  token?: string;

  @IsOptional()
  @MinLength(1, { message: '$property must be the path of a file' })
  @ValidateBy({
    name: 'onlyOne',
    validator: {
      validate: (_value, found) => !(found?.object instanceof SenderEntry) || (found.object.token ?? null) === null,
      defaultMessage: () => 'token and tokenFile are both set: keep one',
    },
  })
  tokenFile?: string;

  /** Left out: WHATSAPP_APP_ID. */
  @IsOptional()
  @Text()
  @Matches(ID, { message: '$property must be the numeric id of an app' })
  appId?: string;

  /** Left out: WHATSAPP_APP_SECRET is good for this sender. A comma-separated list during rotation. */
  @IsOptional()
  @Secrets()
  @MinLength(8, { each: true, message: 'each secret of $property must have at least 8 characters' })
  appSecret?: string[];

  @IsOptional()
  @Whole()
  @IsInt({ message: '$property must be a whole number' })
  @Min(1)
  @Max(1000)
  mps?: number;

  @IsOptional()
  @IsString()
  @Matches(/^[a-z]{2,3}(_[A-Z]{2})?$/, { message: '$property must be a language such as es or es_MX' })
  defaultLanguage?: string;
}
