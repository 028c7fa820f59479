import { PRINCIPAL_ID } from '../contract.ts';
import type { Confidential } from '../core/confidential.ts';
import { protocolOf, providers } from '../core/protocols/index.ts';
import type { Protocol } from '../core/protocols/protocol.ts';
import type { Presentable } from '../core/tokens.ts';
import { type Enrolment, type Refusal, refusal } from './enrolment.ts';

/** Labels become tags of the secret: what AWS allows there, less what JavaScript and AWS give a meaning of their own. */
const LABEL = /^(?!constructor$|prototype$)[A-Za-z][A-Za-z0-9._-]{0,127}$/;
const LABEL_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;
/** A secret has 50 tags; some are ours. */
const MOST_LABELS = 40;
const ALPHABET = 'Use 1 to 128 of A-Z a-z 0-9 . _ = @ + -';

/** What is wrong with an enrolment in itself, before anything is looked up. */
export const unfitEnrolment = (enrolment: Enrolment): Refusal | undefined => {
  const { principalId, provider, app, grant, subject, labels } = enrolment;
  if (!PRINCIPAL_ID.test(principalId)) return refusal('principal_id', ALPHABET);
  if (!PRINCIPAL_ID.test(app)) return refusal('app', ALPHABET);
  const protocol = protocolOf(provider);
  if (!protocol) return refusal('provider', `Use one of ${providers.join(', ')}`);
  if (subject !== undefined && grant.kind === 'login')
    return refusal('subject', "Leave it out: an app's own login is for no user in particular");
  return unfitGrant(grant, protocol) ?? unfitLabels(labels ?? {});
};

const unfitGrant = (grant: Presentable, { grants, logins }: Protocol): Refusal | undefined => {
  if (!grants.includes(grant.kind))
    return refusal('grant.kind', `This provider takes ${grants.join(', ')}: give one of them`);
  if (grant.kind === 'login' && grant.as !== undefined && !logins?.includes(grant.as))
    return refusal(
      'grant.as',
      logins ? `Use one of ${logins.join(', ')}` : 'Leave it out: there is one login',
    );
  const empty = Object.entries(secretsOf(grant)).find(([, secret]) => secret.reveal().trim() === '');
  return empty
    ? refusal(`grant.${empty[0]}`, 'It is empty: give the one that the provider issued')
    : undefined;
};

const secretsOf = (grant: Presentable): Record<string, Confidential> => {
  switch (grant.kind) {
    case 'refresh_token':
      return { refresh_token: grant.refreshToken };
    case 'authorization_code':
      return { code: grant.code };
    case 'password':
      return { password: grant.password };
    case 'login':
      return {};
  }
};

const unfitLabels = (labels: Readonly<Record<string, string>>): Refusal | undefined => {
  const entries = Object.entries(labels);
  const good = entries.every(([key, value]) => LABEL.test(key) && LABEL_VALUE.test(value));
  return good && entries.length <= MOST_LABELS
    ? undefined
    : refusal(
        'labels',
        `Use at most ${MOST_LABELS}, with names of 1 to 128 letters, digits and . _ - that start with a letter, and values of at most 256 characters`,
      );
};
