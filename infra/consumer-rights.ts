import { Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { EVENT_FROM_CONSUMER, TAG, tokenSecretName } from '../lambdas/contract.ts';
import { acknowledgeSecretsByPrefix } from './acknowledgements.ts';
import type { Fleet } from './fleet-function.ts';
import { secretArn, through } from './rights.ts';

/** Which tokens a consumer may read; whatever is left out does not matter. */
export interface Readable {
  /** Of this provider, by its name in the rows. */
  readonly provider?: string;
  /**
   * Of principals that have all these labels. A secret has those that its principal had when the secret was made: change
   * the secret's tags to change them.
   */
  readonly labels?: Readonly<Record<string, string>>;
}

/** What stands in an ARN must not be a pattern. */
const PROVIDER = /^[a-z][a-z0-9-]*$/;
/** As an enrolment takes them: nothing that could stand for one of our own tags. */
const LABEL = /^[A-Za-z][A-Za-z0-9._-]{0,127}$/;

/**
 * Reading published tokens, and nothing else: no app's credentials, no table, no refresh token. The key opens only what
 * Secrets Manager asks for on behalf of these very secrets. Rows are sealed under another encryption context, which has
 * no secret in it.
 *
 * @throws where provider or labels are such as no principal has
 */
export const grantRead = (
  scope: Construct,
  { settings, key }: Pick<Fleet, 'settings' | 'key'>,
  grantee: IGrantable,
  { provider, labels = {} }: Readable = {},
): Grant => {
  if (provider !== undefined && !PROVIDER.test(provider))
    throw new Error(
      `grantRead: provider is '${provider}'; use its name, such as it stands in a secret's name`,
    );
  for (const label of Object.keys(labels))
    if (!LABEL.test(label))
      throw new Error(`grantRead: '${label}' is no label; use letters, digits and . _ - after a letter`);

  const secrets = secretArn(scope, tokenSecretName(settings.secretPrefix, provider ?? '*', '*'));
  const tags = { ...labels, [TAG.fleet]: settings.fleet, ...(provider && { [TAG.provider]: provider }) };
  const { grantPrincipal } = grantee;
  if (Construct.isConstruct(grantPrincipal)) acknowledgeSecretsByPrefix(grantPrincipal, secrets);
  return Grant.addToPrincipal({
    grantee,
    // Libraries that cache secrets ask for their description as well. It tells labels and versions.
    actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
    resourceArns: [secrets],
    conditions: {
      StringEquals: Object.fromEntries(
        Object.entries(tags).map(([tag, value]) => [`secretsmanager:ResourceTag/${tag}`, value]),
      ),
    },
  }).combine(
    Grant.addToPrincipal({
      grantee,
      actions: ['kms:Decrypt'],
      resourceArns: [key.keyArn],
      conditions: {
        StringEquals: through('secretsmanager', Stack.of(scope)),
        StringLike: { 'kms:EncryptionContext:SecretARN': secrets },
      },
    }),
  );
};

/**
 * Telling that a token was refused, and nothing else: no event that could pass for one of ours. A call may carry several
 * events: `StringEquals` alone wants one of ours among them, `ForAllValues` alone is content with none; together they want
 * every single one to be such.
 */
export const grantReject = ({ bus }: Pick<Fleet, 'bus'>, grantee: IGrantable): Grant => {
  const oursOnly = {
    'events:source': EVENT_FROM_CONSUMER.source,
    'events:detail-type': EVENT_FROM_CONSUMER.tokenRejected,
  };
  return Grant.addToPrincipal({
    grantee,
    actions: ['events:PutEvents'],
    resourceArns: [bus.eventBusArn],
    conditions: { StringEquals: oursOnly, 'ForAllValues:StringEquals': oursOnly },
  });
};
