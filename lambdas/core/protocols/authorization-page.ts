import type { App, AuthorizationPage, AuthorizationRequest } from './protocol.ts';

/** What a page is told of a client. */
interface Client {
  readonly clientId: string;
  readonly scope?: string;
}

/**
 * What a browser brings along to an authorization page.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1
 * @see https://www.rfc-editor.org/rfc/rfc7636#section-4.3
 */
export const authorizationQuery = (
  { clientId, scope }: Client,
  { redirectUri, state, codeChallenge }: AuthorizationRequest,
): URLSearchParams =>
  new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    ...(scope !== undefined && { scope }),
    state,
    ...(codeChallenge !== undefined && { code_challenge: codeChallenge, code_challenge_method: 'S256' }),
  });

/** One whose address the app's secret holds. */
export const configuredPage: AuthorizationPage<App & Client & { readonly authorizeUrl?: string }> = {
  pkce: true,
  urlFor: (app, request) => {
    if (app.authorizeUrl === undefined)
      return {
        field: 'authorize_url',
        remedy: 'must be there: the address of the page on which a person consents',
      };
    const url = new URL(app.authorizeUrl);
    // What the address brings along stays: RFC 6749, section 3.1.
    for (const [name, value] of authorizationQuery(app, request)) url.searchParams.set(name, value);
    return url.href;
  },
};
