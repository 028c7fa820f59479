import { readFileSync } from 'node:fs';
import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  type StackResource,
} from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ENV, STACK_NAME } from '../../../lambdas/contract.ts';
import { TARGET } from '../targets.ts';
import { type DeployedAt, deployedAt } from './deployed-at.ts';
import { type Template, templateFile } from './trim.ts';
import { UNHOSTED, unhosted } from './unhosted.ts';

const found = deployedAt();
const describeIfItRuns = found === undefined ? describe.skip : describe;

describeIfItRuns(`cdk deploy on ${TARGET.ministack}`, () => {
  const deployed = found as DeployedAt;
  let formation: CloudFormationClient;
  let lambda: LambdaClient;
  let template: Template;
  let stands: StackResource[];

  beforeAll(async () => {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const address = { endpoint: deployed.url, region: deployed.region, credentials };
    formation = new CloudFormationClient(address);
    lambda = new LambdaClient(address);
    template = JSON.parse(readFileSync(templateFile(deployed.assembly, STACK_NAME), 'utf8'));
    const { StackResources = [] } = await formation.send(
      new DescribeStackResourcesCommand({ StackName: STACK_NAME }),
    );
    stands = StackResources;
  });
  afterAll(() => {
    formation.destroy();
    lambda.destroy();
  });

  test.each(['synth', 'bootstrap', 'deploy'] as const)('cdk %s ends well', (step) => {
    const { code, output } = deployed[step];

    expect({ code, ...(code !== 0 && { output }) }).toEqual({ code: 0 });
  });

  test('the stack is complete, and says where everything is', async () => {
    const { Stacks = [] } = await formation.send(new DescribeStacksCommand({ StackName: STACK_NAME }));

    expect(Stacks).toMatchObject([{ StackStatus: 'CREATE_COMPLETE' }]);
    expect(Stacks[0]?.Outputs?.map(({ OutputKey }) => OutputKey)).toEqual(
      expect.arrayContaining(['OperateFunction', 'RefreshFunction', 'CensusFunction', 'PrincipalsTable']),
    );
  });

  test('every resource of the template stands there, but for those that ministack cannot host', () => {
    const wanted = Object.entries(template.Resources).filter(([, resource]) => !unhosted(resource));

    const standing = stands.map(({ LogicalResourceId, ResourceType, ResourceStatus }) => ({
      LogicalResourceId,
      ResourceType,
      ResourceStatus,
    }));

    expect(standing).toEqual(
      expect.arrayContaining(
        wanted.map(([LogicalResourceId, { Type: ResourceType }]) => ({
          LogicalResourceId,
          ResourceType,
          ResourceStatus: 'CREATE_COMPLETE',
        })),
      ),
    );
    expect(standing).toHaveLength(wanted.length);
  });

  test('what is said to be beyond ministack is in the template', () => {
    const resources = Object.values(template.Resources);

    const needless = UNHOSTED.filter((row) => !resources.some((resource) => unhosted(resource) === row));

    expect(needless).toEqual([]);
  });

  test('each function runs on what was made for it', async () => {
    const physical = (type: string): (string | undefined)[] =>
      stands
        .filter(({ ResourceType }) => ResourceType === type)
        .map(({ PhysicalResourceId }) => PhysicalResourceId);
    const tables = physical('AWS::DynamoDB::GlobalTable');

    const settings = await Promise.all(
      physical('AWS::Lambda::Function').map((FunctionName) =>
        lambda.send(new GetFunctionConfigurationCommand({ FunctionName })),
      ),
    );

    expect(settings.length).toBeGreaterThanOrEqual(4);
    for (const { Runtime, State, Environment: { Variables = {} } = {} } of settings) {
      expect({ Runtime, State }).toEqual({ Runtime: 'nodejs24.x', State: 'Active' });
      expect(tables).toContain(Variables[ENV.controlsTable]);
    }
  });
});
