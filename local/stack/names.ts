import { createHash } from 'node:crypto';

const SUFFIX_LENGTH = 12;

/**
 * The name of a resource to which the template gives none: `Stack-LogicalId-SUFFIX`, cut to what its service allows.
 * CloudFormation's suffix is random. Ours follows from the rest, so that the tables of a data folder are found again.
 */
export const physicalName = (stackName: string, logicalId: string, maxLength: number): string => {
  const digest = createHash('sha256').update(`${stackName}/${logicalId}`).digest('hex');
  const suffix = BigInt(`0x${digest}`).toString(36).toUpperCase().slice(-SUFFIX_LENGTH);
  return `${`${stackName}-${logicalId}`.slice(0, maxLength - SUFFIX_LENGTH - 1)}-${suffix}`;
};
