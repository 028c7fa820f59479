/**
 * Where the two are known to differ, and why the one or the other is right. Both answers are written down: a difference
 * that changes, or is gone, fails its test, too.
 */
export interface Difference {
  readonly ours: unknown;
  readonly theirs: unknown;
  /** Who falls short, by what AWS documents or was seen to do. */
  readonly short: 'moto' | 'nobody';
  readonly why: string;
}

const ONE = '1'.repeat(64);
const TWO = '2'.repeat(64);
const THREE = '3'.repeat(64);
const SECRET = { ARN: 'an ARN', Name: 'a name' };
const ON_ITS_WAY_OUT = { refused: 'InvalidRequestException', says: 'deletion' };
const LABELLED = { [TWO]: ['AWSPREVIOUS'], [THREE]: ['AWSCURRENT'] };
const DESCRIBED = {
  ...SECRET,
  Description: 'A token.',
  KmsKeyId: 'an ARN',
  CreatedDate: 'a time',
  LastChangedDate: 'a time',
  Tags: [{ Key: 'fleet', Value: 'test' }],
};

export const KNOWN_DIFFERENCES: Readonly<Record<string, Difference>> = {
  'CreateSecret of a name that is scheduled for deletion': {
    ours: ON_ITS_WAY_OUT,
    theirs: { refused: 'ResourceExistsException' },
    short: 'moto',
    why: 'InvalidRequestException: "… already scheduled for deletion" (seen at AWS: aws/copilot-cli#655).',
  },
  'PutSecretValue to a secret that is scheduled for deletion': {
    ours: ON_ITS_WAY_OUT,
    theirs: { ...SECRET, VersionId: TWO, VersionStages: ['AWSCURRENT'] },
    short: 'moto',
    why: 'API_PutSecretValue, Errors: InvalidRequestException, the secret is scheduled for deletion.',
  },
  'GetSecretValue of a secret that is scheduled for deletion': {
    ours: ON_ITS_WAY_OUT,
    theirs: { refused: 'InvalidRequestException' },
    short: 'moto',
    why: 'The same refusal, but moto quotes the documentation where AWS says "… was marked for deletion".',
  },
  'PutSecretValue of a version that has lost its labels': {
    ours: [{ ...SECRET, VersionId: ONE }, LABELLED],
    theirs: [
      { ...SECRET, VersionId: ONE, VersionStages: [] },
      { [ONE]: [], ...LABELLED },
    ],
    short: 'nobody',
    why: 'AWS does not say whether it leaves out an empty list of labels; the vault takes both as "not current".',
  },
  DescribeSecret: {
    ours: { ...DESCRIBED, VersionIdsToStages: LABELLED },
    theirs: { ...DESCRIBED, VersionIdsToStages: { [ONE]: [], ...LABELLED } },
    short: 'moto',
    why: 'API_DescribeSecret, VersionIdsToStages: "the versions of the secret that have staging labels attached".',
  },
  'GetSecretValue without a label, once AWSCURRENT was moved': {
    ours: 'value 1',
    theirs: 'value 2',
    short: 'moto',
    why: 'API_GetSecretValue: without VersionId and VersionStage it returns the version with AWSCURRENT.',
  },
  'GenerateDataKey of a disabled key': {
    ours: { refused: 'DisabledException' },
    theirs: { CiphertextBlob: 'bytes', KeyId: 'an ARN', Plaintext: 'bytes' },
    short: 'moto',
    why: 'API_GenerateDataKey, Errors: DisabledException. moto does not look at the state of a key.',
  },
  Decrypt: {
    ours: { EncryptionAlgorithm: 'SYMMETRIC_DEFAULT', KeyId: 'an ARN', Plaintext: 'bytes' },
    theirs: { KeyId: 'an ARN', Plaintext: 'bytes' },
    short: 'moto',
    why: 'API_Decrypt, Response Elements: EncryptionAlgorithm.',
  },
  'Decrypt under another key': {
    ours: { refused: 'IncorrectKeyException' },
    theirs: { refused: 'AccessDeniedException' },
    short: 'moto',
    why: 'API_Decrypt, Errors: IncorrectKeyException, the specified key cannot decrypt the data.',
  },
  'PutEvents to a bus that is not there': {
    ours: { FailedEntryCount: 0, Entries: [{ EventId: 'a name' }] },
    theirs: { refused: 'ResourceNotFoundException' },
    short: 'moto',
    why: 'AWS answers with an EventId and drops the event (aws/aws-cli#9186).',
  },
};
