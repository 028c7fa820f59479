import type { AttributeValue, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import * as write from '../../lambdas/adapters/principal-writes.ts';
import { NAMES } from '../canned/fleet.ts';

/*
 * The three writes on a row as literals: the bytes on the wire are the scheduler's own, so that neither program sends or
 * receives less than the other. They are made once; a refresh puts its own values in.
 */

type Values = Readonly<Record<string, AttributeValue>>;
type Input = UpdateItemCommandInput & { readonly ExpressionAttributeValues: Values };

const ID = '00000000-0000-4000-8000-000000000000';

const literal = (one: write.Write): Input =>
  ({ ...write.toInput(NAMES.principalsTable, '', one), ReturnValues: 'ALL_NEW' }) as Input;

const times = { issuedAt: 1, expiresAt: 1 };

const LITERAL = {
  claim: literal(write.claim({ app: '', provider: '', leaseId: ID, until: 1, now: 1 })),
  keep: literal(write.keep(1, ID, { sealed: new Uint8Array(1), grantDigest: '', times })),
  settle: literal(
    write.settle(
      {
        leaseId: ID,
        generation: 1,
        publishedVersion: '',
        publishBudget: { left: 1, at: 1 },
        refreshAt: 1,
        presented: 'stays',
      },
      1,
    ),
  ),
};

export const bareWrite = (which: keyof typeof LITERAL, principalId: string, values: Values): Input => {
  const { ExpressionAttributeValues, ...input } = LITERAL[which];
  return {
    ...input,
    Key: { principalId: { S: principalId } },
    ExpressionAttributeValues: { ...ExpressionAttributeValues, ...values },
  };
};
