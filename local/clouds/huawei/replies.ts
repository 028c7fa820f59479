import { type Answer, refusal, spoil } from '../dialect.ts';
import type { Fault } from '../faults.ts';
import { jsonReply, nginxPage, type WireReply } from '../http/wire.ts';
import type { Pair } from '../state/pair.ts';

export const granted = (pair: Pair, fault: Fault | undefined): Answer => {
  const fields = {
    accessToken: pair.accessToken,
    tokenType: 'bearer',
    refreshToken: pair.refreshToken,
    expiresIn: pair.lifetimeSeconds,
    scope: 'default',
  };
  const names = { accessToken: 'accessToken', tokenType: 'tokenType' };
  return { granted: pair, reply: jsonReply(200, spoil(fields, names, fault)) };
};

const platformError = (status: number, code: string, description: string): Answer =>
  refusal(jsonReply(status, { error_code: code, error_desc: description }));

export const parameterMissing = () =>
  platformError(400, '102202', 'One or more mandatory parameters are null or empty.');
export const parameterInvalid = () => platformError(400, '50400', 'An input parameter is invalid.');
export const notRight = () => platformError(401, '100208', 'AppId or secret is not right.');
export const frozen = () =>
  platformError(400, '100247', 'Operation not allowed. The application has been frozen.');
export const throttled = () => platformError(403, '1010009', 'app throttle exceed.');

export const noCertificate = () =>
  refusal(nginxPage(400, 'Bad Request', 'No required SSL certificate was sent'));
export const foreignCertificate = () => refusal(nginxPage(400, 'Bad Request', 'The SSL certificate error'));
export const wrongPath = () => refusal(nginxPage(404, 'Not Found'));
export const wrongMethod = () => refusal(nginxPage(405, 'Not Allowed'));

export const refuseResource = (): WireReply =>
  jsonReply(403, { resultcode: '1010005', resultmsg: 'Invalid access token or appId.' });
