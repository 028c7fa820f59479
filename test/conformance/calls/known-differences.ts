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

const DELETED = { ...SECRET, DeletionDate: 'a time' };
const MISSING = { refused: 'ResourceNotFoundException' };
const KEY = {
  Arn: 'an ARN',
  Description: '',
  Enabled: true,
  KeyManager: 'CUSTOMER',
  KeySpec: 'SYMMETRIC_DEFAULT',
  KeyState: 'Enabled',
  Origin: 'AWS_KMS',
};
const NO_KEY_USAGE = 'API_CreateKey, KeyUsage: "The default value is ENCRYPT_DECRYPT"; moto leaves it out.';

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
  'ListSecrets by a description, in other letters': {
    ours: ['b'],
    theirs: [],
    short: 'moto',
    why: 'API_Filter, description: "Prefix match, not case-sensitive."',
  },
  'ListSecrets from a page that is not known': {
    ours: { refused: 'InvalidNextTokenException' },
    theirs: { refused: 'SyntaxError' },
    short: 'moto',
    why: 'API_ListSecrets, Errors: InvalidNextTokenException. moto fails with a page in HTML.',
  },
  'ListSecrets with more than a hundred to a page': {
    ours: { refused: 'ValidationException' },
    theirs: { listed: true },
    short: 'moto',
    why: 'API_ListSecrets, MaxResults: valid range 1 to 100.',
  },
  'DeleteSecret of one that is on its way out': {
    ours: [DELETED, ON_ITS_WAY_OUT, DELETED, MISSING],
    theirs: [DELETED, { refused: 'InvalidRequestException' }, DELETED, MISSING],
    short: 'moto',
    why: 'The same refusal, but moto quotes the documentation where AWS says "… was marked for deletion".',
  },
  'CreateKey with a description, and DescribeKey': {
    ours: { ...KEY, Description: 'Seals.', KeyUsage: 'ENCRYPT_DECRYPT' },
    theirs: { ...KEY, Description: 'Seals.' },
    short: 'moto',
    why: NO_KEY_USAGE,
  },
  'CreateAlias, and a key by its alias': {
    ours: { made: {}, aliases: 1, key: { ...KEY, KeyUsage: 'ENCRYPT_DECRYPT' } },
    theirs: { made: {}, aliases: 1, key: KEY },
    short: 'moto',
    why: NO_KEY_USAGE,
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
  'PutEvents in the name of AWS': {
    ours: {
      FailedEntryCount: 1,
      Entries: [
        {
          ErrorCode: 'NotAuthorizedForSourceException',
          ErrorMessage: 'Not authorized for the source.',
        },
      ],
    },
    theirs: { FailedEntryCount: 0, Entries: [{ EventId: 'a name' }] },
    short: 'moto',
    why: 'EventBridge User Guide, PutEvents: sources that begin with "aws." are for AWS services alone.',
  },
  'Publish with a subject of two lines': {
    ours: { refused: 'InvalidParameterException' },
    theirs: { MessageId: 'a name' },
    short: 'moto',
    why: 'API_Publish, Subject: "no line breaks or control characters".',
  },
  'Publish of nothing': {
    ours: { refused: 'InvalidParameterException' },
    theirs: { MessageId: 'a name' },
    short: 'moto',
    why: 'API_Publish, Errors: InvalidParameter. AWS says "Empty message".',
  },
};
