import type { HostedStacks, KnownStack } from './hosted-stacks.ts';
import type { Service } from './operation.ts';
import { escapeXml, queryAnswer, queryError } from './query.ts';
import { AwsError, unknownOperation } from './wire.ts';

const element = (name: string, text: string): string => `<${name}>${escapeXml(text)}</${name}>`;

const describe = ({ name, id, outputs, createdAt }: KnownStack): string => {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member>${element('OutputKey', key)}${element('OutputValue', value)}</member>`,
  );
  return (
    `<member>${element('StackId', id)}${element('StackName', name)}` +
    `${element('CreationTime', new Date(createdAt).toISOString())}<StackStatus>CREATE_COMPLETE</StackStatus>` +
    `<DisableRollback>false</DisableRollback><Outputs>${members.join('')}</Outputs></member>`
  );
};

/**
 * CloudFormation as far as finding a stack and its outputs goes: DescribeStacks, of the stacks that run now.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
export const cloudFormation =
  (stacks: HostedStacks): Service =>
  ({ operation, body }) => {
    if (operation !== 'DescribeStacks')
      return queryError('cloudformation', unknownOperation('cloudformation', operation));
    const wanted = new URLSearchParams(body.toString()).get('StackName');
    const found =
      wanted === null ? stacks.list() : [stacks.find(wanted)].filter((stack) => stack !== undefined);
    if (wanted !== null && found.length === 0)
      return queryError(
        'cloudformation',
        new AwsError('ValidationError', `Stack with id ${wanted} does not exist`),
      );
    return queryAnswer('cloudformation', operation, `<Stacks>${found.map(describe).join('')}</Stacks>`);
  };
