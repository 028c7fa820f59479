import { protocolOf } from '../../core/protocols/index.ts';
import type { AuthorizationRequest } from '../../core/protocols/protocol.ts';
import { unfitName } from './names.ts';
import type { OperatorPorts } from './ports.ts';
import { type Refused, refused } from './refused.ts';
import { refusedAsUnknown } from './switch-app.ts';

export interface AuthorizeUrl {
  readonly done: true;
  /** For a person's browser: it holds the client's id, which is public, and no secret. */
  readonly url: string;
}

/** An S256 challenge is a digest of 32 bytes: RFC 7636, section 4.2. */
const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

/** Where a person consents that this app may act for it. Nobody is asked, and nothing is changed. */
export async function authorizeUrl(
  app: string,
  request: AuthorizationRequest,
  { apps, controls }: Pick<OperatorPorts, 'apps' | 'controls'>,
): Promise<AuthorizeUrl | Refused> {
  const unfit = unfitName('app', app) ?? unfitRequest(request);
  if (unfit) return unfit;
  const known = (await controls.list()).apps.find((control) => control.app === app);
  if (!known) return refusedAsUnknown(app);

  const protocol = protocolOf(known.provider);
  const page = protocol?.authorizationPage;
  if (!page) return refused('app', 'Its provider has no page for people: give a grant of another kind');
  if (request.codeChallenge !== undefined && !page.pkce)
    return refused('code_challenge', 'Leave it out: the page of this provider takes none');
  const credentials = await apps.read(app, known.provider, 'fresh');
  const url = credentials.ok ? page.urlFor(credentials.apps[0], request) : credentials.problems[0];
  return typeof url === 'string'
    ? { done: true, url }
    : refused(`app secret ${url?.field ?? ''}`.trim(), url?.remedy ?? 'Register the app first');
}

const unfitRequest = ({ redirectUri, codeChallenge }: AuthorizationRequest): Refused | undefined => {
  // RFC 6749, section 3.1.2.
  if (!URL.canParse(redirectUri) || redirectUri.includes('#'))
    return refused('redirect_uri', 'Give a whole address without a fragment (#), as it is registered');
  return codeChallenge === undefined || CHALLENGE.test(codeChallenge)
    ? undefined
    : refused('code_challenge', 'Give the S256 digest of the verifier: 43 characters of base64url');
};
