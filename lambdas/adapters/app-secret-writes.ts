import { isDeepStrictEqual } from 'node:util';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { appSecretName, TAG } from '../contract.ts';
import type { Confidential } from '../core/confidential.ts';
import type { AppChange } from '../flow/ports.ts';
import { conditionOf, DELETED } from './secret-conditions.ts';
import type { SecretSettings } from './secret-settings.ts';

interface AppSecret {
  readonly app: string;
  readonly provider: string;
  readonly secret: Confidential;
}

/** Creates an app's secret, or changes it; one that says the same already costs no version. */
export const writeAppSecret = async (
  secrets: SecretsManagerClient,
  settings: SecretSettings,
  { app, provider, secret }: AppSecret,
): Promise<AppChange> => {
  const SecretId = appSecretName(settings.prefix, app);
  const put = () => secrets.send(new PutSecretValueCommand({ SecretId, SecretString: secret.reveal() }));
  try {
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId }));
    if (saysTheSame(SecretString, secret)) return 'unchanged';
    await put();
    return 'updated';
  } catch (error) {
    switch (conditionOf(error)) {
      case DELETED:
        await secrets.send(new RestoreSecretCommand({ SecretId }));
        await put();
        return 'updated';
      case 'ResourceNotFoundException':
        break;
      default:
        throw error;
    }
  }
  try {
    await secrets.send(
      new CreateSecretCommand({
        Name: SecretId,
        Description: `Credentials of the app ${app}, for refresh-scheduler alone.`,
        KmsKeyId: settings.keyArn,
        SecretString: secret.reveal(),
        Tags: [
          { Key: TAG.fleet, Value: settings.fleet },
          { Key: TAG.provider, Value: provider },
        ],
      }),
    );
    return 'created';
  } catch (error) {
    if (conditionOf(error) !== 'ResourceExistsException') throw error;
    // Somebody else created it meanwhile.
    await put();
    return 'updated';
  }
};

/** The order of the fields and the spaces between them say nothing. */
const saysTheSame = (stored: string | undefined, secret: Confidential): boolean => {
  try {
    return isDeepStrictEqual(JSON.parse(stored ?? ''), JSON.parse(secret.reveal()));
  } catch {
    return false;
  }
};
