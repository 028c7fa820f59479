import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { appSecretName } from '../../lambdas/contract.ts';
import { readSealed } from '../../lambdas/core/sealed.ts';
import type { Deployment } from '../../local/deployment.ts';
import { readFleet } from '../../local/fleet-rows.ts';

/** Every text that must not be served, as it is now: grants and access tokens out of the rows, credentials of the apps. */
export const secretsOf = async (deployment: Deployment): Promise<string[]> => {
  const { ports, clients, secretPrefix } = deployment;
  const found: string[] = [];
  const apps = new Set<string>();
  for (const { principal } of await readFleet(deployment)) {
    if (!principal) continue;
    apps.add(principal.app);
    const sealed = readSealed(await ports.sealer.open(principal.sealed), principal);
    if (sealed?.grant.kind === 'refresh_token') found.push(sealed.grant.refreshToken.reveal());
    if (sealed?.access) found.push(sealed.access.token.reveal());
  }
  for (const app of apps) {
    const { SecretString = '{}' } = await clients.secrets.send(
      new GetSecretValueCommand({ SecretId: appSecretName(secretPrefix, app) }),
    );
    const { client_secret, secret, client_key } = JSON.parse(SecretString) as Record<string, string>;
    for (const value of [client_secret, secret, client_key?.split('\n')[1]]) if (value) found.push(value);
  }
  return found;
};
