import { deployedAt } from '../deployed/deployed-at.ts';
import { independent } from '../environments.ts';
import { TARGET } from '../targets.ts';
import { openDeployedStack } from './deployed-stack.ts';
import type { Target } from './deployment.ts';
import { openLocalStack } from './local-stack.ts';

const { dynamo, secrets } = independent;
const deployed = deployedAt();

/** What the local stack's resources are made at instead of at our endpoint. */
const elsewhere: Readonly<Record<string, string>> = {
  ...(dynamo !== undefined && { dynamodb: dynamo }),
  ...(secrets !== undefined && { secretsmanager: secrets, kms: secrets, events: secrets }),
};

/** Every AWS that runs here, with the stack on it. */
export const targets: readonly Target[] = [
  { name: TARGET.ours, open: () => openLocalStack({}) },
  ...(Object.keys(elsewhere).length === 0
    ? []
    : [{ name: TARGET.dynamoDbLocalAndMoto, open: () => openLocalStack(elsewhere) }]),
  ...(deployed?.deploy.code === 0
    ? [{ name: TARGET.ministack, open: () => openDeployedStack(deployed) }]
    : []),
];
