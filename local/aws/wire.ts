import { randomUUID } from 'node:crypto';

/** What a service answers, whole and ready to send. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * A refusal in AWS's own words. `code` is the name that the SDKs turn into an error class;
 * some refusals (KMS on a wrong ciphertext) have no message at all.
 */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message = '', status = 400) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
  }
}

export const unknownOperation = (service: string, operation: string): AwsError =>
  new AwsError(
    'UnknownOperationException',
    `The local ${service} has no operation ${operation || '(none)'}.`,
  );

/** awsJson1.1: the protocol of Secrets Manager, KMS and EventBridge. */
const jsonHeaders = () => ({
  'content-type': 'application/x-amz-json-1.1',
  'x-amzn-requestid': randomUUID(),
});

export const jsonAnswer = (output: object): Answer => ({
  status: 200,
  headers: jsonHeaders(),
  body: JSON.stringify(output),
});

export const errorAnswer = (error: AwsError): Answer => ({
  status: error.status,
  headers: { ...jsonHeaders(), 'x-amzn-errortype': error.code },
  body: JSON.stringify({ __type: error.code, ...(error.message && { message: error.message }) }),
});

/** Times on this wire are epoch seconds with a fraction. */
export const epochSeconds = (atMs: number): number => atMs / 1000;
