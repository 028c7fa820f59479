import { confidential } from '../../lambdas/core/confidential.ts';
import type { Enrolment } from '../../lambdas/flow/enrolment.ts';
import type { Bed } from './bed.ts';

const enrolment = (provider: string, principalId: string, grant: Enrolment['grant']): Enrolment => ({
  principalId,
  provider,
  app: provider,
  grant,
});

/** What a browser would bring back when the principal's owner has authorized just now. */
export const withCode = (bed: Bed, principalId: string): Enrolment =>
  codeOf(principalId, bed.clouds.dkn.issueCode({ principal: principalId }));

export const codeOf = (principalId: string, code: string): Enrolment =>
  enrolment('dkn', principalId, { kind: 'authorization_code', code: confidential(code) });

/** Of a user that the cloud knows; forgotten after one use, as nothing else is asked for. */
export const withPassword = async (
  bed: Bed,
  principalId: string,
  app = 'kii',
): Promise<Enrolment & { readonly password: string; readonly subject: string }> => {
  const { username, password, subject } = await bed.clouds.kii.registerAccount({
    principal: principalId,
    app,
  });
  const grant = { kind: 'password', username, password: confidential(password) } as const;
  return { ...enrolment('kii', principalId, grant), app, password, subject };
};

/** Everything that was logged, as it would be printed. */
export const loggedBy = (bed: Bed): string => JSON.stringify(bed.recorder.lines);
