/**
 * AWS, the stack or the function did not do their part. The message is ours: those of the SDK can quote a request.
 */
export class AwsFailureError extends Error {
  /** Whether the function may have done what it was asked all the same. */
  readonly mayBeDone: boolean;

  constructor(message: string, mayBeDone = false) {
    super(message);
    this.name = 'AwsFailureError';
    this.mayBeDone = mayBeDone;
  }
}

/** What was tried, in words for people. */
export interface Attempt {
  /** The right that it takes: `lambda:InvokeFunction on NAME`. */
  readonly right: string;
  /** Where AWS is looked for: the address on this machine, or undefined. */
  readonly local: string | undefined;
  /** What to do where the thing itself is not there. */
  readonly absent: string;
}

const CREDENTIALS = 'log in, or name another --profile.';

const NO_CREDENTIALS = ['CredentialsProviderError', 'TokenProviderError'];
const BAD_CREDENTIALS = [
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
];
const NO_RIGHT = ['AccessDenied', 'AccessDeniedException'];
const ABSENT = ['ValidationError', 'ResourceNotFoundException'];
const TOO_MANY = ['TooManyRequestsException', 'Throttling', 'ThrottlingException'];
/** Nobody was there to take the request. */
const NOT_CONNECTED = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

/** Tells any error of an SDK call by its name and code alone. */
export const awsFailure = (error: unknown, { right, local, absent }: Attempt): AwsFailureError => {
  const { name, code, status, regionIsMissing } = factsOf(error);
  if (regionIsMissing) return new AwsFailureError('No AWS Region is set: give --region, or set AWS_REGION.');
  if (NO_CREDENTIALS.includes(name))
    return new AwsFailureError(`No AWS credentials were found: ${CREDENTIALS}`);
  if (BAD_CREDENTIALS.includes(name))
    return new AwsFailureError(`AWS does not take these credentials (${name}): ${CREDENTIALS}`);
  if (NO_RIGHT.includes(name))
    return new AwsFailureError(`Your AWS credentials have no right to this: ask for ${right}.`);
  if (ABSENT.includes(name)) return new AwsFailureError(absent);
  if (TOO_MANY.includes(name)) return new AwsFailureError('AWS has too much to do: try again in a minute.');
  if (NOT_CONNECTED.includes(code))
    return new AwsFailureError(
      local === undefined
        ? `AWS cannot be reached (${code}): check the network and --region.`
        : `Nothing answers at ${local}: start the fleet with "npm start", or give its port to --local.`,
    );
  if (name === 'TimeoutError') return new AwsFailureError('No answer came in time.', true);
  // A 4xx means that AWS turned the request away before anything was done.
  const turnedAway = status !== undefined && status >= 400 && status < 500;
  return new AwsFailureError(`The call failed (${code || name}): look at AWS's health.`, !turnedAway);
};

interface Facts {
  readonly name: string;
  readonly code: string;
  readonly status: number | undefined;
  readonly regionIsMissing: boolean;
}

const factsOf = (error: unknown): Facts => {
  const { name, code, message, $metadata } = error as {
    name?: unknown;
    code?: unknown;
    message?: unknown;
    $metadata?: { httpStatusCode?: number };
  };
  return {
    name: identifier(name) ?? 'Error',
    code: identifier(code) ?? '',
    status: $metadata?.httpStatusCode,
    regionIsMissing: message === 'Region is missing',
  };
};

/** A name that somebody else chose is printed only if it looks like one. */
export const identifier = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[A-Za-z][A-Za-z0-9_.]{0,63}$/.test(value) ? value : undefined;
