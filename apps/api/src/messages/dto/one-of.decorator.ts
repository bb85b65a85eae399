import { Transform, plainToInstance } from 'class-transformer';

interface Kind {
  readonly name: string;
  readonly value: new () => object;
}

/**
 * Reads an object, or each of an array, as the class that its `type` names, to be validated as such; as `otherwise` where
 * there is none. (The discriminator of class-transformer's own @Type throws on null in an array.) Of an array that has too many one more
 * than `most` is read: enough to refuse it, and a body may hold hundreds of thousands.
 */
export function OneOf(kinds: readonly Kind[], otherwise: new () => object, most = 1): PropertyDecorator {
  const read = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const type: unknown = 'type' in value ? value.type : undefined;
    const kind = kinds.find(({ name }) => name === type);
    // Of an unknown kind no field but `type` is at fault.
    return kind === undefined ? plainToInstance(otherwise, { type }) : plainToInstance(kind.value, value);
  };
  return Transform(({ value }: { value: unknown }) =>
    Array.isArray(value) ? value.slice(0, most + 1).map(read) : read(value),
  );
}
