import type { ValidationError } from 'class-validator';
import { BodyPipe, rememberRules } from '../border/body-pipe.js';
import type { FieldProblem, Problem } from './problem.js';
import { ProblemException } from './problem-exception.js';

/** Nobody mends more of them at once; an answer must not be sixty times as long as what it answers. */
const MOST_REPORTED = 50;

/** Constraints whose breach means that a field cannot be read at all: another type, or a field that nobody knows. */
const UNREADABLE: ReadonlySet<string> = new Set([
  'isArray',
  'isBoolean',
  'isInt',
  'isNumber',
  'isObject',
  'isString',
  'isTemplateParameters',
  'nestedValidation',
  'unknownValue',
  'whitelistValidation',
]);

/** Checks bodies and queries against their classes: unknown fields are refused, faults are reported together. */
export function createValidationPipe(): BodyPipe {
  rememberRules();
  return new BodyPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    // Tells a field that is missing from one of another type.
    validationError: { target: false, value: true },
    exceptionFactory: (errors) => new ProblemException(problemOfErrors(errors)),
  });
}

function problemOfErrors(errors: readonly ValidationError[]): Problem {
  const faults = errors.flatMap((error) => faultsIn(error, ''));
  const fields = faults.slice(0, MOST_REPORTED).map(({ path, message }) => ({ path, message }));
  const unreadable = faults.some((fault) => fault.unreadable);
  const more = faults.length > fields.length ? `; and ${faults.length - fields.length} more` : '';
  const detail = `${fields.map(({ path, message }) => `${path} ${message}`).join('; ')}${more}.`;
  return { code: unreadable ? 'INVALID_REQUEST' : 'VALIDATION_FAILED', detail, errors: fields };
}

interface Fault extends FieldProblem {
  readonly unreadable: boolean;
}

function faultsIn(error: ValidationError, above: string): readonly Fault[] {
  const path = join(above, error.property);
  // One message a field: where the type is wrong, nothing else about it is worth saying.
  const own = Object.entries(error.constraints ?? {});
  const chosen = own.find(([name]) => UNREADABLE.has(name)) ?? own[0];
  if (chosen !== undefined && UNREADABLE.has(chosen[0])) {
    return [{ ...placed(path, unreadableWording(chosen, error)), unreadable: true }];
  }
  const below = (error.children ?? []).flatMap((child) => faultsIn(child, path));
  if (chosen === undefined) return below;
  return [...below, { ...placed(path, withoutProperty(chosen[1], error.property)), unreadable: false }];
}

function unreadableWording([name, message]: readonly [string, string], error: ValidationError): string {
  if (name === 'whitelistValidation') return 'is not a field of this request';
  if (error.value === undefined) return 'is missing';
  return name === 'unknownValue' || name === 'nestedValidation'
    ? 'must be an object'
    : withoutProperty(message, error.property);
}

/** class-validator's own messages name the property first; our paths do that already. */
function withoutProperty(message: string, property: string): string {
  const rest = message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
  return PLAIN_WORDS.reduce((text, [pattern, plain]) => text.replace(pattern, plain), rest);
}

/** class-validator's defaults where they read badly. */
const PLAIN_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^should not be empty$/, 'must not be empty'],
  [/^must be shorter than or equal to (\d+) characters$/, 'must have at most $1 characters'],
  [/^must not be less than (\S+)$/, 'must be at least $1'],
  [/^must not be greater than (\S+)$/, 'must be at most $1'],
  [/^must contain at least 1 elements$/, 'must have at least one entry'],
  [/^must contain no more than (\d+) elements$/, 'must have at most $1 entries'],
  [/^must be an integer number$/, 'must be a whole number'],
  [/^must be a number conforming to .*$/, 'must be a number'],
  [/^must be a (latitude|longitude) string or number$/, 'must be a $1 in degrees'],
  [/^must be a boolean value$/, 'must be true or false'],
];

/** A message may start with a path below its field (`[2] must be a string`): then the fault lies there. */
function placed(path: string, message: string): FieldProblem {
  const [, below = '', rest = message] = /^((?:\[\d+\]|\.\w+)+) (.*)$/s.exec(message) ?? [];
  return { path: `${path}${below}`, message: rest };
}

function join(above: string, property: string): string {
  if (/^\d+$/.test(property)) return `${above}[${property}]`;
  return above === '' ? property : `${above}.${property}`;
}
