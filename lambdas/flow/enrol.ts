import { PRINCIPAL_ID } from '../contract.ts';
import { freshBudget } from '../core/budget.ts';
import type { Principal } from '../core/principal.ts';
import { protocolOf, providers } from '../core/protocols/index.ts';
import type { Protocol } from '../core/protocols/protocol.ts';
import { grantDigest, sealedText } from '../core/sealed.ts';
import { SECOND } from '../core/time.ts';
import type { Grant } from '../core/tokens.ts';
import type { Ports, Reading, Replacement } from './ports.ts';

export interface Enrolment {
  readonly principalId: string;
  readonly provider: string;
  readonly app: string;
  readonly grant: Grant;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A refusal names the field and the remedy; nothing was written. */
export type Enrolled =
  | { readonly enrolled: true; readonly principalId: string; readonly secretName: string }
  | { readonly enrolled: false; readonly field: string; readonly remedy: string };

const refused = (field: string, remedy: string): Enrolled => ({ enrolled: false, field, remedy });

/** Labels become tags of the secret: what AWS allows there, less what JavaScript and AWS give a meaning of their own. */
const LABEL = /^(?!constructor$|prototype$)[A-Za-z][A-Za-z0-9._-]{0,127}$/;
const LABEL_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;
/** A secret has 50 tags; some are ours. */
const MOST_LABELS = 40;

/**
 * Puts a principal into the table, due at once: the next tick does the rest. A grant that lives is never overwritten;
 * a halted principal gets the new grant and runs again.
 */
export async function enrol(enrolment: Enrolment, ports: Ports): Promise<Enrolled> {
  const { principalId, provider, app, grant, labels } = enrolment;
  if (!PRINCIPAL_ID.test(principalId))
    return refused('principalId', 'Use 1 to 128 of A-Z a-z 0-9 . _ = @ + -');
  if (!PRINCIPAL_ID.test(app)) return refused('app', 'Use 1 to 128 of A-Z a-z 0-9 . _ = @ + -');
  const protocol = protocolOf(provider);
  if (!protocol) return refused('provider', `Use one of ${providers.join(', ')}`);
  if (!protocol.grants.includes(grant.kind))
    return refused('grant', `This provider takes ${protocol.grants.join(' or ')}: give that`);
  if (grant.kind === 'refresh_token' && grant.refreshToken.reveal().trim() === '')
    return refused('grant', 'The refresh token is empty: give the one that the provider issued');

  const label = Object.entries(labels ?? {}).find(
    ([key, value]) => !LABEL.test(key) || !LABEL_VALUE.test(value),
  );
  if (label || Object.keys(labels ?? {}).length > MOST_LABELS)
    return refused(
      'labels',
      `Use at most ${MOST_LABELS}, with names of 1 to 128 letters, digits and . _ - that start with a letter, and values of at most 256 characters`,
    );

  const before = await ports.principals.get(principalId);
  const refusal =
    mayReplace(before) ?? (await appIsFit(enrolment, ports)) ?? (await takeApp(enrolment, protocol, ports));
  if (refusal) return refusal;
  const moved = before.row === 'found' && before.principal.app !== app;
  let enrolled: Enrolled | undefined;
  try {
    enrolled = await writeRow(enrolment, before, ports);
    return enrolled;
  } finally {
    // What came of the row is the answer; an app that could not be given up is told by the next enrolment on it.
    if (!enrolled?.enrolled || moved) await giveUpApps(enrolment, before, ports).catch(() => {});
  }
}

async function appIsFit(
  { app, provider }: Enrolment,
  { apps, controls }: Ports,
): Promise<Enrolled | undefined> {
  const credentials = await apps.read(app, provider, 'fresh');
  if (!credentials.ok) {
    const [problem] = credentials.problems;
    return refused(`app secret ${problem?.field ?? ''}`.trim(), problem?.remedy ?? 'Register the app first');
  }
  return (await controls.ensure(app, provider)) === 'other-provider'
    ? refused('provider', `The app ${app} is known under another provider: use that, or another app name`)
    : undefined;
}

/** A one-token app is taken before the row is written, so that two enrolments at once cannot both have it. */
async function takeApp(
  { app, principalId }: Enrolment,
  { tokensPerApp }: Protocol,
  { controls }: Ports,
): Promise<Enrolled | undefined> {
  if (tokensPerApp === 'many') return undefined;
  const sole = await controls.adoptSole(app, principalId);
  return sole === principalId
    ? undefined
    : refused(
        'app',
        `This provider keeps one token alive per app, and ${app} serves ${sole}: use another app`,
      );
}

/** Whatever became of it: an app that the row is not of, it does not hold. */
async function giveUpApps(
  { app, principalId }: Enrolment,
  before: Reading,
  { principals, controls }: Ports,
): Promise<void> {
  const now = await principals.get(principalId);
  if (now.row === 'malformed') return;
  const held = now.row === 'found' ? now.principal.app : undefined;
  const taken = new Set([app, ...(before.row === 'found' ? [before.principal.app] : [])]);
  for (const one of taken) if (one !== held) await controls.releaseSole(one, principalId);
}

async function writeRow(enrolment: Enrolment, before: Reading, ports: Ports): Promise<Enrolled> {
  const { principalId } = enrolment;
  const { principals, clock } = ports;
  const row = await replacement(enrolment, before, ports);
  const written =
    before.row === 'found'
      ? await principals.replace(principalId, before.principal.generation, row, clock.now())
      : await principals.create(principalId, row, clock.now());
  return written.write === 'done'
    ? { enrolled: true, principalId, secretName: row.secretName }
    : refused('principalId', 'Its row changed meanwhile: look at it, then try again');
}

const mayReplace = (before: Reading): Enrolled | undefined => {
  if (before.row === 'malformed')
    return refused('principalId', 'A row of this name breaks the contract: correct or remove it first');
  if (before.row === 'found' && before.principal.state !== 'halted')
    return refused(
      'principalId',
      'It is enrolled and its grant lives: only a halted principal takes a new one',
    );
  return undefined;
};

async function replacement(
  { principalId, provider, app, grant, labels }: Enrolment,
  before: Reading,
  { sealer, vault, clock, chance }: Ports,
): Promise<Replacement> {
  const now = clock.now();
  const secretName = vault.nameFor(provider, principalId);
  const seal = await sealer.prepare();
  const old: Principal | undefined = before.row === 'found' ? before.principal : undefined;
  return {
    provider,
    app,
    sealed: await seal(sealedText({ principalId, provider, app, grant })),
    grantDigest: grantDigest(principalId, grant),
    // Never restarts: above the old row's, above any version still under that name, at least the epoch's seconds.
    generation: Math.max(
      Math.floor(now / SECOND),
      (old?.generation ?? 0) + 1,
      (await vault.latestGeneration(secretName)) + 1,
    ),
    keptBy: chance.id(),
    secretName,
    publishBudget: old?.publishBudget ?? freshBudget(now),
    ...(labels === undefined ? {} : { labels }),
  };
}
