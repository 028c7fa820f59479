import type { AuthorizationPage } from '../../lambdas/core/protocols/protocol.ts';
import { MINUTE } from '../../lambdas/core/time.ts';
import type { Problem } from '../fleet/answers.ts';
import type { Operate } from '../fleet/operate.ts';
import { authorizeUrlRequest } from '../fleet/requests.ts';
import { readSecret } from '../input/secret.ts';
import { WrongInputError } from '../input/wrong-input.ts';
import type { Report } from '../report.ts';
import type { Terminal } from '../terminal.ts';
import { span } from '../words/time.ts';
import { type Arrival, readArrival } from './arrival.ts';
import { isLoopback, openLoopback } from './loopback.ts';
import { newProofKey, unguessable } from './proof-key.ts';

export interface BrowserOptions {
  readonly redirectUri?: string;
  readonly paste?: boolean;
  /** Commander's `--no-browser`. */
  readonly browser?: boolean;
}

/** A grant of the kind `authorization_code`, or why there is none. */
export type Consent =
  | { readonly ok: true; readonly grant: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const DEFAULT_REDIRECT_URI = 'http://127.0.0.1/callback';
const LONGEST_WAIT = 5 * MINUTE;

/** Sends a person to the page on which an app is authorized, and takes the code that comes back. */
export const consentByBrowser = async (
  app: string,
  { pkce }: AuthorizationPage,
  options: BrowserOptions,
  operate: Operate,
  report: Report,
  terminal: Terminal,
): Promise<Consent> => {
  const state = unguessable();
  const door = await openDoor(state, options, report, terminal);
  try {
    const key = pkce ? newProofKey() : undefined;
    const { redirectUri: redirect_uri } = door;
    const answer = await operate(
      authorizeUrlRequest(app, { redirect_uri, state, ...(key && { code_challenge: key.challenge }) }),
    );
    if (!answer.ok) return answer;
    await show(answer.url, options, report, terminal);
    const arrival = await door.arrival();
    if (!arrival.ok) return { ok: false, problems: [arrival.problem] };
    const code_verifier = key?.verifier.reveal();
    const grant = { kind: 'authorization_code', code: arrival.code.reveal(), redirect_uri, code_verifier };
    return { ok: true, grant };
  } finally {
    await door.close();
  }
};

/** Where the browser comes back to. */
interface Door {
  readonly redirectUri: string;
  arrival(): Promise<Arrival>;
  close(): Promise<void>;
}

const openDoor = async (
  state: string,
  { redirectUri = DEFAULT_REDIRECT_URI, paste }: BrowserOptions,
  report: Report,
  terminal: Terminal,
): Promise<Door> => {
  if (!URL.canParse(redirectUri) || redirectUri.includes('#'))
    throw new WrongInputError(
      '--redirect-uri must be a whole address without a fragment (#), as it is registered',
    );
  if (paste || !isLoopback(redirectUri)) return pasted(redirectUri, state, terminal);
  const { arrival, ...loopback } = await openLoopback(redirectUri, state);
  return {
    ...loopback,
    async arrival() {
      report.progress(`waiting for the browser, ${span(LONGEST_WAIT)} at most`);
      const query = await arrival(LONGEST_WAIT);
      return query ? readArrival(query, state) : NOBODY_CAME;
    },
  };
};

const NOBODY_CAME: Arrival = {
  ok: false,
  problem: {
    field: 'code',
    remedy: `No browser came back in ${span(LONGEST_WAIT)}: start again, with --paste where it runs on another machine`,
  },
};

/** The whole address, for the state is in it; asked for as a secret, for the code is too. */
const pasted = (redirectUri: string, state: string, terminal: Terminal): Door => ({
  redirectUri,
  async arrival() {
    const address = (await readSecret('whole address at which the browser ended', terminal)).reveal().trim();
    const url = URL.parse(address);
    return url
      ? readArrival(url.searchParams, state)
      : { ok: false, problem: { field: 'address', remedy: 'Give the whole address, from its https:// on' } };
  },
  async close() {},
});

const show = async (
  url: string,
  { browser }: BrowserOptions,
  report: Report,
  { stderr }: Terminal,
): Promise<void> => {
  report.note(`Sign in and agree at this address:\n  ${url}`);
  if (browser === false || !stderr.isTTY) return;
  const { default: open } = await import('open');
  // Where there is no browser, the address is there to be copied.
  await open(url).catch(() => {});
};
