import { isObject } from '../../lambdas/core/protocols/body.ts';
import { giveItsOwn, type Repeated, type SoleGrant } from '../../lambdas/core/repeated-grants.ts';

/** The grant of an enrol request as a file has it; `undefined` for one that several may present, or that is none. */
const soleGrantIn = ({ provider, grant }: Readonly<Record<string, unknown>>): SoleGrant | undefined => {
  if (typeof provider !== 'string' || !isObject(grant)) return undefined;
  const { kind, refresh_token, code } = grant;
  if (kind === 'refresh_token' && typeof refresh_token === 'string')
    return { provider, kind, secret: refresh_token };
  if (kind === 'authorization_code' && typeof code === 'string') return { provider, kind, secret: code };
  return undefined;
};

/** What is wrong where another id of the file has the same grant. */
export const repetitionIn = (
  fields: Readonly<Record<string, unknown>>,
  id: string,
  repeated: Repeated,
): string | undefined => {
  const grant = soleGrantIn(fields);
  const other = grant && repeated(grant, id);
  return other === undefined ? undefined : `grant: ${giveItsOwn(other)}`;
};
