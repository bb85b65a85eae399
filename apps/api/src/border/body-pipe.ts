import { ValidationPipe } from '@nestjs/common';
import { type ValidationError, getMetadataStorage } from 'class-validator';

/**
 * Checks bodies and queries against their classes. What comes here was read from JSON or from an address: it holds no bytes and no array
 * with gaps, for which Nest's own pipe looks through each of them.
 */
export class BodyPipe extends ValidationPipe {
  protected override findNestedBinaryValues(): ValidationError[] {
    return [];
  }

  protected override closeArrayGaps(): void {}
}

type Storage = ReturnType<typeof getMetadataStorage>;
type Rules = ReturnType<Storage['getTargetValidationMetadatas']>;
type RulesByProperty = ReturnType<Storage['groupByPropertyName']>;

/**
 * class-validator gathers the rules of a class anew for each object, from those of all classes. They are decorators: a class that there is
 * has all of its own.
 */
export function rememberRules(): void {
  if (remembers) return;
  remembers = true;
  const storage = getMetadataStorage();
  const rulesOf = storage.getTargetValidationMetadatas.bind(storage);
  const byProperty = storage.groupByPropertyName.bind(storage);
  const known = new Map<unknown, Rules>();
  const knownByProperty = new WeakMap<Rules, RulesByProperty>();
  storage.getTargetValidationMetadatas = (target, schema, always, strictGroups, groups) => {
    if (groups !== undefined) return rulesOf(target, schema, always, strictGroups, groups);
    const rules = known.get(target) ?? rulesOf(target, schema, always, strictGroups);
    known.set(target, rules);
    return rules;
  };
  storage.groupByPropertyName = (rules) => {
    const groups = knownByProperty.get(rules) ?? byProperty(rules);
    knownByProperty.set(rules, groups);
    return groups;
  };
}

let remembers = false;
