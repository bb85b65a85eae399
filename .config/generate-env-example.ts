import { describedVariables } from '#runtime';

/** `.env.example`: every variable of the schema with its meaning and default, so that a copy of it is a working start. */
export function describeEnvironment(): string {
  const variables = describedVariables();
  const groups = [...new Set(variables.map((variable) => variable.group))];
  const sections = groups.map((group) => {
    const members = variables.filter((variable) => variable.group === group);
    const lines = members.map(({ name, meaning, example }) => `# ${meaning}\n${name}=${example}\n`);
    return `# ── ${group} ${'─'.repeat(Math.max(0, 70 - group.length))}\n\n${lines.join('\n')}`;
  });
  return `# Made from libs/runtime/src/environment.ts by \`npm run generate\`. Copy it to .env; an empty value means unset.\n\n${sections.join('\n')}`;
}
