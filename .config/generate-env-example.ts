import { describedVariables, type VariableDescription } from '#runtime';

/** `.env.example`: every variable of the schema with its meaning and default, so that an unchanged copy changes nothing. */
export function describeEnvironment(): string {
  const variables = describedVariables();
  const groups = [...new Set(variables.map((variable) => variable.group))];
  const sections = groups.map((group) => {
    const members = variables.filter((variable) => variable.group === group);
    return `# ── ${group} ${'─'.repeat(Math.max(0, 70 - group.length))}\n\n${members.map(entry).join('\n')}`;
  });
  return `# Made from libs/runtime/src/environment.ts by \`npm run generate\`. Copy it to .env; an empty value means unset.\n\n${sections.join('\n')}`;
}

function entry({ name, meaning, default: value, example, reserved }: VariableDescription): string {
  const comment = `# ${reserved ? '(reserved: no effect yet) ' : ''}${meaning}`;
  // An example would be in force in a copy of the file: it stays a comment.
  return example === '' ? `${comment}\n${name}=${value}\n` : `${comment}\n# ${name}=${example}\n`;
}
