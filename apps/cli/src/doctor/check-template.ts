import { type TemplateDefinition, readTemplate } from '#templates';
import type { Check } from './check.js';
import { type Finding, fail, pass, warn } from './finding.js';
import { metaSaysNo } from './meta-says-no.js';

/** Supplier, order number, amount. */
const PARAMETERS = 3;

/** The purchase order's template in each account, as Meta has it now. */
export const checkTemplate: Check = {
  name: 'template',
  async run({ senders, graph, environment }) {
    const { PO_TEMPLATE: name, PO_LANGUAGE: language } = environment;
    const accounts = new Map(senders.map(({ wabaId, token }) => [wabaId, token.value()]));
    const findings: Finding[] = [];
    for (const [wabaId, accessToken] of accounts) {
      const read = await graph.getTemplate({ wabaId, accessToken }, name);
      if (read.kind !== 'ok') {
        findings.push(metaSaysNo(`${name} in ${wabaId}`, read));
        continue;
      }
      const known = read.templates.map(readTemplate);
      const template = known.find((candidate) => candidate?.language === language) ?? null;
      const languages = known.flatMap((candidate) => (candidate === null ? [] : [candidate.language]));
      findings.push(
        ...(template === null
          ? [fail('TEMPLATE_MISSING', `${wabaId} has no ${name} (${language})${otherLanguages(languages)}`)]
          : findingsOf(template)),
      );
    }
    return findings;
  },
};

function otherLanguages(languages: readonly string[]): string {
  return languages.length === 0 ? '' : `, only in ${languages.join(', ')}`;
}

function findingsOf(template: TemplateDefinition): Finding[] {
  const { name, language, status, category, rejectedReason, expectedParameters, quality } = template;
  const about = `${name} (${language})`;
  const findings: Finding[] = [];
  if (status !== 'APPROVED')
    findings.push(fail('TEMPLATE_NOT_APPROVED', `${about} is ${[status, rejectedReason].filter(Boolean).join(': ')}`));
  if (category !== 'UTILITY') findings.push(warn('TEMPLATE_NOT_UTILITY', `${about} is ${category}`));
  if (expectedParameters.length !== PARAMETERS)
    findings.push(
      fail('TEMPLATE_PARAMETERS', `${about} has ${expectedParameters.length} variables, not ${PARAMETERS}`),
    );
  return findings.length > 0
    ? findings
    : [pass(`${about}: APPROVED, UTILITY, ${PARAMETERS} parameters, quality ${quality ?? 'unknown'}`)];
}
