import type { Template } from 'aws-cdk-lib/assertions';
import { rightsOf } from './policies.ts';

const INTRODUCTION = `# Rights

Every right of every role of the stack, made from the synthesized template (\`npm run rights\`) and compared with it in a test, so
that a widened right shows as a change of this page. \`Principals.Arn\` and the like are resources of the stack; what stands in braces
is known when it is deployed. There are no other roles, and no rights by resource but those of queues, topics and the key.
`;

/** Who has a role, by its place in the stack. */
const titleOf = (role: string): string => {
  const owner = role
    .replace(/Role$/, '')
    .replace(/Every$/, '')
    .toLowerCase();
  return role.endsWith('EveryRole') ? `Schedule of ${owner}` : `Function of ${owner}`;
};

const rolesOf = (template: Template): readonly string[] =>
  Object.keys(template.findResources('AWS::IAM::Role'))
    .map((id) => id.replace(/^RefreshScheduler/, '').replace(/[0-9A-F]{8}$/, ''))
    .sort();

/** The page that lists them, role by role. */
export const rightsPage = (template: Template): string => {
  const chapters = rolesOf(template).map((role) => {
    const rows = rightsOf(template, role)
      .map((right) => right.split(' | '))
      .map(([, action = '', resource = '', condition = '']) => `| ${action} | ${resource} | ${condition} |`)
      .sort();
    return [
      `## ${titleOf(role)}`,
      '',
      '| action | resource | condition |',
      '| --- | --- | --- |',
      ...rows,
    ].join('\n');
  });
  return `${[INTRODUCTION.trimEnd(), ...chapters].join('\n\n')}\n`;
};
