import { AwsError } from './wire.ts';

/** Secrets Manager's refusals, worded as the service words them. */

const invalidParameter = (message: string) => new AwsError('InvalidParameterException', message);
const invalidRequest = (message: string) => new AwsError('InvalidRequestException', message);
const notFound = (message: string) => new AwsError('ResourceNotFoundException', message);
const alreadyExists = (message: string) => new AwsError('ResourceExistsException', message);

export const secretNotFound = () => notFound("Secrets Manager can't find the specified secret.");

export const versionNotFound = () => notFound("Secrets Manager can't find the specified secret version.");

export const valueNotFound = (by: string) =>
  notFound(`Secrets Manager can't find the specified secret value for ${by}`);

export const versionLacksStage = () =>
  invalidRequest('You provided a VersionStage that is not associated to the provided VersionId.');

export const nameTaken = (name: string) =>
  alreadyExists(`The operation failed because the secret ${name} already exists.`);

export const nameScheduledForDeletion = () =>
  invalidRequest(
    "You can't create this secret because a secret with this name is already scheduled for deletion.",
  );

export const markedForDeletion = () =>
  invalidRequest("You can't perform this operation on the secret because it was marked for deletion.");

export const badName = () =>
  new AwsError(
    'ValidationException',
    'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
  );

export const noToken = () =>
  invalidRequest('You must provide a ClientRequestToken value. We recommend a UUID-type value.');

export const badToken = () => invalidParameter('ClientRequestToken must be 32-64 characters long.');

export const tokenInUse = (token: string, arn: string) =>
  alreadyExists(
    `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${arn}.`,
  );

export const noValue = () => invalidRequest('You must provide either SecretString or SecretBinary.');

export const twoValues = () =>
  invalidParameter(
    "You can't specify both a binary secret value and a string secret value in the same secret.",
  );

export const valueTooLong = (field: string) =>
  new AwsError(
    'ValidationException',
    `1 validation error detected: Value at '${field}' failed to satisfy constraint: ` +
      'Member must have length less than or equal to 65536',
  );

export const tooManyVersions = () =>
  new AwsError(
    'LimitExceededException',
    'The request failed because it would exceed one of the Secrets Manager internal limits: versions per secret.',
  );

export const currentMustMove = () =>
  invalidParameter(
    "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.",
  );

export const stageHeldElsewhere = (stage: string, holder: string) =>
  invalidParameter(
    `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to ` +
      `version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
  );

export const stageNotThere = (stage: string, versionId: string) =>
  invalidParameter(`The staging label ${stage} isn't currently attached to version ${versionId}.`);

export const badRecoveryWindow = () =>
  invalidParameter('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');

export const forceWithWindow = () =>
  invalidParameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");

export const encryptionFailure = () =>
  new AwsError(
    'EncryptionFailure',
    "Secrets Manager can't encrypt the protected secret text using the provided KMS key. " +
      'Check that the KMS key is available, enabled, and not in an invalid state.',
  );

export const decryptionFailure = () =>
  new AwsError(
    'DecryptionFailure',
    "Secrets Manager can't decrypt the protected secret text using the provided KMS key.",
  );
