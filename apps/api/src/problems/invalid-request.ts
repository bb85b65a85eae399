import { ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import type { FieldProblem, Problem } from './problem.js';
import { ProblemException } from './problem-exception.js';

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

/** Checks bodies and queries against their classes: unknown fields are refused, all faults are reported together. */
export function createValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    exceptionFactory: (errors) => new ProblemException(problemOfErrors(errors)),
  });
}

function problemOfErrors(errors: readonly ValidationError[]): Problem {
  const faults = errors.flatMap((error) => faultsIn(error, ''));
  const fields = faults.map(({ path, message }) => ({ path, message }));
  const unreadable = faults.some((fault) => fault.unreadable);
  const detail = fields.map(({ path, message }) => `${path} ${message}`).join('; ');
  return { code: unreadable ? 'INVALID_REQUEST' : 'VALIDATION_FAILED', detail: `${detail}.`, errors: fields };
}

interface Fault extends FieldProblem {
  readonly unreadable: boolean;
}

function faultsIn(error: ValidationError, above: string): readonly Fault[] {
  const path = join(above, error.property);
  // One message a field: where the type is wrong, nothing else about it is worth saying.
  const own = Object.entries(error.constraints ?? {});
  const chosen = own.find(([name]) => UNREADABLE.has(name)) ?? own[0];
  const below = (error.children ?? []).flatMap((child) => faultsIn(child, path));
  if (chosen === undefined) return below;
  const [name, message] = chosen;
  const unreadable = UNREADABLE.has(name);
  if (unreadable && name !== 'whitelistValidation' && error.value === undefined) {
    return [...below, { path, message: 'is missing', unreadable }];
  }
  return [...below, { ...placed(path, wording(name, message, error.property)), unreadable }];
}

/** A message may start with a path below its field (`[2] must be a string`): then the fault lies there. */
function placed(path: string, message: string): FieldProblem {
  const [, below = '', rest = message] = /^((?:\[\d+\]|\.\w+)+) (.*)$/s.exec(message) ?? [];
  return { path: `${path}${below}`, message: rest };
}

/** class-validator's own messages name the property first; our paths do that already. */
function wording(name: string, message: string, property: string): string {
  if (name === 'whitelistValidation') return 'is not a field of this request';
  if (name === 'unknownValue' || name === 'nestedValidation') return 'must be an object';
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}

function join(above: string, property: string): string {
  if (/^\d+$/.test(property)) return `${above}[${property}]`;
  return above === '' ? property : `${above}.${property}`;
}
