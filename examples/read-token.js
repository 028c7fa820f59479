// Reads one principal's access token from Secrets Manager: node examples/read-token.js PROVIDER PRINCIPAL_ID
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const secrets = new SecretsManagerClient();

export async function readToken(provider, principalId) {
  const SecretId = `refresh-scheduler/tokens/${provider}/${principalId}`;
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId }));
  const token = JSON.parse(SecretString);
  if (token.expires_at * 1000 <= Date.now())
    throw new Error(`${principalId} has no living token: it needs its owner or an operator`);
  return token;
}

async function main([provider, principalId]) {
  if (!provider || !principalId) throw new Error('usage: node examples/read-token.js PROVIDER PRINCIPAL_ID');
  const { token_type, expires_at, access_token } = await readToken(provider, principalId);
  // A program would now send `Authorization: Bearer ${access_token}`; a token is never printed.
  console.log(
    `${principalId}: a ${token_type} token of ${access_token.length} characters, alive until ${new Date(expires_at * 1000).toISOString()}`,
  );
}

const meaning = ({ name, message }) =>
  name === 'ResourceNotFoundException' ? 'there is no such secret: is it enrolled and published?' : message;

// Through a link, the path that was typed is not this file's.
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  await main(process.argv.slice(2)).catch((error) => {
    console.error(meaning(error));
    process.exitCode = 1;
  });
