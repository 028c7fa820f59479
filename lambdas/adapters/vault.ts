import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  type SecretsManagerClient,
  SecretsManagerServiceException,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { TAG, tokenSecretName } from '../contract.ts';
import { generationOf, type SecretView, SUPERSEDED } from '../core/secret.ts';
import type { OperatorVault } from '../flow/operator/ports.ts';
import type { Publication, Vault } from '../flow/ports.ts';
import { conditionOf, DELETED } from './secret-conditions.ts';
import { secretRemoval } from './secret-removal.ts';
import type { SecretSettings } from './secret-settings.ts';

const CURRENT = 'AWSCURRENT';

/**
 * These speak of one secret; anything else (throttle, outage, key) concerns them all. A right that is missing may be
 * either: called its own fault, it costs the others nothing, and no live token is risked for it.
 */
const OWN_FAULTS = new Set([
  'AccessDeniedException',
  'InvalidParameterException',
  'InvalidRequestException',
  'LimitExceededException',
  'ResourceExistsException',
  'ResourceNotFoundException',
  'ValidationException',
]);

type Holder = Parameters<Vault['publish']>[0];

/** Secrets Manager as the place where consumers read. One secret a principal, for now: only this file knows. */
export const secretsVault = (secrets: SecretsManagerClient, settings: SecretSettings): OperatorVault => {
  const put = async ({ secretName }: Holder, view: SecretView): Promise<void> => {
    const { VersionStages } = await secrets.send(
      new PutSecretValueCommand({
        SecretId: secretName,
        SecretString: view.text.reveal(),
        ClientRequestToken: view.version,
      }),
    );
    // The version was there before and another one carries the label: consumers must get this one.
    if (!VersionStages?.includes(CURRENT)) await moveLabel(secretName, view.version);
  };

  const holderOf = async (SecretId: string): Promise<string | undefined> => {
    const { VersionIdsToStages = {} } = await secrets.send(new DescribeSecretCommand({ SecretId }));
    return Object.keys(VersionIdsToStages).find((id) => VersionIdsToStages[id]?.includes(CURRENT));
  };

  const moveLabel = async (secretName: string, version: string): Promise<void> => {
    const holder = await holderOf(secretName);
    if (holder === version) return;
    giveWay(holder, version);
    await secrets.send(
      new UpdateSecretVersionStageCommand({
        SecretId: secretName,
        VersionStage: CURRENT,
        MoveToVersionId: version,
        ...(holder ? { RemoveFromVersionId: holder } : {}),
      }),
    );
  };

  /** A version of old may have been purged: putting it would make it anew, over whatever stands there. */
  const putAgain = async (principal: Holder, view: SecretView): Promise<void> => {
    giveWay(await holderOf(principal.secretName), view.version);
    await put(principal, view);
  };

  const create = async (principal: Holder, view: SecretView): Promise<void> => {
    await secrets.send(
      new CreateSecretCommand({
        Name: principal.secretName,
        Description: `Access token of ${principal.principalId}, kept fresh by refresh-scheduler.`,
        KmsKeyId: settings.keyArn,
        SecretString: view.text.reveal(),
        ClientRequestToken: view.version,
        Tags: Object.entries({
          ...principal.labels,
          // Last: IAM conditions rest on these, and no label may take their place.
          [TAG.fleet]: settings.fleet,
          [TAG.provider]: principal.provider,
        }).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
  };

  const bringBack = async (principal: Holder, view: SecretView): Promise<void> => {
    await secrets.send(new RestoreSecretCommand({ SecretId: principal.secretName }));
    await put(principal, view);
  };

  const generationUnder = async (SecretId: string, VersionStage: string): Promise<number> => {
    try {
      const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId, VersionStage }));
      return generationIn(SecretString);
    } catch (error) {
      if (['ResourceNotFoundException', DELETED].includes(conditionOf(error))) return 0;
      throw error;
    }
  };

  return {
    ...secretRemoval(secrets, settings),

    nameFor: (provider, principalId) => tokenSecretName(settings.prefix, provider, principalId),

    async publish(principal, view, stillThere, again): Promise<Publication> {
      // Whoever can write the table must not publish one principal's token where another's readers look.
      if (
        principal.secretName !== tokenSecretName(settings.prefix, principal.provider, principal.principalId)
      )
        return { publication: 'failed', fault: 'own', code: 'publish-foreign-name' };
      // Most first publications find no secret: asking to put first would double the writes of a large enrolment.
      const update = again ? putAgain : put;
      let step = principal.publishedVersion === undefined ? create : update;
      const afterwards: Readonly<Record<string, typeof put>> = {
        ResourceNotFoundException: create,
        ResourceExistsException: update,
        [DELETED]: bringBack,
      };
      try {
        for (let n = 0; n < MOST_STEPS; n += 1) {
          // A late write must not bring back what an operator removed.
          if (step !== update && !(await stillThere()))
            return { publication: 'failed', fault: 'own', code: 'publish-row-changed' };
          try {
            await step(principal, view);
            return { publication: 'done' };
          } catch (error) {
            const next = afterwards[conditionOf(error)];
            if (!next || next === step) throw error;
            step = next;
          }
        }
        return { publication: 'failed', fault: 'own', code: 'publish-unsteady' };
      } catch (error) {
        return failed(error);
      }
    },

    async latestGeneration(secretName) {
      const current = await generationUnder(secretName, CURRENT);
      // A late write can have put an older generation under AWSCURRENT.
      return Math.max(current, await generationUnder(secretName, 'AWSPREVIOUS'));
    },
  };
};

/** 0 where the text is none of ours. */
const generationIn = (text = ''): number => {
  try {
    const generation: unknown = JSON.parse(text)?.generation;
    return Number.isSafeInteger(generation) ? Number(generation) : 0;
  } catch {
    return 0;
  }
};

class SupersededError extends Error {}

/** @throws {SupersededError} where what stands there is of a newer generation */
const giveWay = (holder: string | undefined, version: string): void => {
  if (holder !== undefined && generationOf(holder) > generationOf(version)) throw new SupersededError();
};

/** Put, create, put again: a secret that goes on changing under our hands is left to a later run. */
const MOST_STEPS = 3;

/** The code is AWS's own name for the error: safe to print, unlike its message. */
const failed = (error: unknown): Publication => {
  if (error instanceof SupersededError) return { publication: 'failed', fault: 'own', code: SUPERSEDED };
  const name = error instanceof SecretsManagerServiceException ? error.name : 'Unavailable';
  return {
    publication: 'failed',
    fault: OWN_FAULTS.has(name) ? 'own' : 'service',
    code: `publish-${name.replace(/Exception$/, '')}`,
  };
};
