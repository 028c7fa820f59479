import { dollars, figure, percent, whole } from '../../cli/words/figures.ts';
import { span } from '../../cli/words/time.ts';
import { TICK_EVERY_SECONDS } from '../../lambdas/contract.ts';
import { margin } from '../../lambdas/core/schedule.ts';
import { AS_DEPLOYED } from '../../lambdas/core/tempo.ts';
import { HOUR, MINUTE, SECOND } from '../../lambdas/core/time.ts';
import { LIMITS } from '../../lambdas/flow/limits.ts';
import { billOf } from '../../planning/bill.ts';
import { capacityOf, holds, places } from '../../planning/capacity.ts';
import { CLOUDS, holdsOneToken, requestsAtOnce } from '../../planning/clouds.ts';
import { ceilingsOf } from '../../planning/first-limit.ts';
import { ASSUMED, DEFAULT_SETTINGS, type Fleet, fleetOf } from '../../planning/fleet.ts';
import { loadOf } from '../../planning/load.ts';
import { outageOf } from '../../planning/outage.ts';
import { planOf } from '../../planning/plan.ts';
import { PRICES_OF, pricesOf } from '../../planning/prices.ts';
import { kmsRequests, QUOTAS, QUOTAS_OF } from '../../planning/quotas.ts';
import { rowBytes, writeUnitsOf } from '../../planning/units.ts';

const LIFETIME = 2 * HOUR;
const TEN_THOUSAND = 10_000;
/** So many that no cloud's bound on an app is what counts. */
const ENOUGH_APPS = 20;
const MOST = { concurrency: 64, publishRate: 50 };

const fleet = (change: Partial<Fleet> = {}): Fleet =>
  fleetOf({ principals: TEN_THOUSAND, lifetime: LIFETIME, ...change });
const withSettings = (settings: Partial<Fleet['settings']>): Partial<Fleet> => ({
  apps: ENOUGH_APPS,
  settings: { ...DEFAULT_SETTINGS, ...settings },
});

const reachedAt = (id: string, expected: Fleet): string => {
  const ceiling = ceilingsOf(expected).find(({ limit }) => limit.id === id);
  return ceiling && Number.isFinite(ceiling.principals) ? whole(ceiling.principals) : '-';
};
const ceiling = (expected: Fleet): number => planOf(expected).first.principals;
const lineOf = (expected: Fleet, ...ids: readonly string[]): number =>
  billOf(expected)
    .lines.filter(({ id }) => ids.includes(id))
    .reduce((sum, line) => sum + line.dollars, 0);

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map((_, column) => (column === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

const secondsOf = (ms: number): number => ms / SECOND;

const { gap, refreshesPerSecond } = loadOf(fleet());
const stack = fleet({ apps: ENOUGH_APPS });
const capacity = capacityOf(fleet());
const { settings } = fleet();
const perMinute = capacity.pace / TICK_EVERY_SECONDS;
const units = writeUnitsOf(ASSUMED.tokenBytes);
const ofTenThousand = planOf(fleet());

const LIFETIMES = [20 * MINUTE, HOUR, LIFETIME, 24 * HOUR];

const byLifetime = table(
  [
    'tokens live',
    'refreshed after',
    'refreshes a second, of 10,000',
    'one app, 4 at once',
    'the pool',
    'the pace',
    'secrets',
  ],
  LIFETIMES.map((lifetime) => [
    span(lifetime),
    span(loadOf(fleet({ lifetime })).gap),
    figure(loadOf(fleet({ lifetime })).refreshesPerSecond),
    reachedAt('apps', fleet({ lifetime })),
    reachedAt('pool', fleet({ lifetime })),
    reachedAt('pace', fleet({ lifetime })),
    reachedAt('secrets', fleet({ lifetime })),
  ]),
);

const byCloud = table(
  ['cloud', 'requests of one app at once', 'principals of one app', 'of a stack, however many apps'],
  CLOUDS.map((provider) => [
    `\`${provider}\``,
    String(requestsAtOnce({ provider })),
    holdsOneToken({ provider }) ? '1' : reachedAt('apps', fleet({ provider })),
    whole(ceiling(fleet({ provider, apps: ENOUGH_APPS }))),
  ]),
);

const byLifting = table(
  ['what is changed', 'principals', '$ a month', 'then the limit is'],
  (
    [
      ['nothing, one app', fleet()],
      ['enough apps', stack],
      ['and `concurrency: 48`', fleet(withSettings({ concurrency: 48 }))],
      ['and `concurrency: 64`, `publishRate: 50`', fleet(withSettings(MOST))],
    ] as const
  ).map(([what, expected]) => {
    const { first, billOfCeiling } = planOf(expected);
    return [what, whole(first.principals), dollars(billOfCeiling?.total ?? 0), first.limit.what];
  }),
);

const bySize = table(
  ['principals', 'secrets', 'what consumers read, with KMS', 'everything else', 'a month', 'a principal'],
  [100, 1_000, TEN_THOUSAND, 50_000].map((principals) => {
    const expected = fleet({ principals, apps: 10 });
    const { total, perPrincipal } = billOf(expected);
    const secrets = lineOf(expected, 'secrets');
    const reads = lineOf(expected, 'reads', 'kms-reads');
    return [
      whole(principals),
      dollars(secrets),
      dollars(reads),
      dollars(total - secrets - reads),
      dollars(total),
      dollars(perPrincipal),
    ];
  }),
);

const byOutage = table(
  ['10,000 principals', 'come due', 'caught up with in', 'tokens that end before their turn'],
  (
    [
      ['one app, 4 at once', fleet()],
      ['two apps', fleet({ apps: 2 })],
      ['enough apps', stack],
    ] as const
  ).map(([what, expected]) => {
    const { waiting, catchUp, expired } = outageOf(expected, HOUR);
    return [what, whole(waiting), span(catchUp), whole(expired)];
  }),
);

/** The page `docs/capacity.md`: every figure in it is computed here. */
export const capacityPage = (): string => `# How far one stack goes

How many principals one stack carries, what it costs, and what lifts the limits. \`npx refresh-scheduler plan\` says the same
of your own figures. Every figure on this page is computed by \`planning/\`; a test writes the page anew and compares.
Prices are AWS's list prices of us-east-1, ${PRICES_OF}; quotas are AWS's defaults, ${QUOTAS_OF}.

In short: **one stack carries ${whole(ceiling(fleet()))} principals of two-hour tokens at one app of the most careful cloud,
${whole(ceiling(stack))} with enough apps, and ${whole(ceiling(fleet(withSettings(MOST))))} with both settings of the tick at their ends.
10,000 of them cost ${dollars(ofTenThousand.bill.total)} a month**, of which ${percent(lineOf(fleet(), 'secrets') / ofTenThousand.bill.total)} are for secrets.

## What a tick gets done

A principal is refreshed after three quarters of its token's life, less a jitter: ${span(gap)} on average of two hours. So
10,000 principals ask for ${figure(refreshesPerSecond)} refreshes a second, ${figure(refreshesPerSecond * TICK_EVERY_SECONDS)} a tick.

A tick runs for ${secondsOf(settings.timeout)} s of each minute, and begins nothing in the last ${secondsOf(LIMITS.provider + LIMITS.persistReserve)}: a request may take ${secondsOf(LIMITS.provider)} s and the keeping of its
answer ${secondsOf(LIMITS.persistReserve)} s, and what is asked must be kept. In the ${Math.round(secondsOf(capacity.beginsFor))} s that are left three things bound it, and the least counts:

- **The pace**: ${settings.publishRate} writes of secrets a second make ${whole(capacity.pace)} in a tick, one of which proves that secrets can be written. That is
  ${figure(perMinute)} a second over the whole minute, and not ${settings.publishRate}: \`${whole(capacity.pace)} × ${secondsOf(gap)} s / ${TICK_EVERY_SECONDS} s = ${reachedAt('pace', stack)}\` principals.
- **The pool**: ${settings.concurrency} principals at once, of which one cloud gets half, ${places(fleet())}. Each holds its place for ${holds(fleet())} ms where the cloud
  answers in ${ASSUMED.latency}: ${whole(capacity.pool)} in a tick.
- **What a cloud allows an app**: at ${requestsAtOnce({})} requests at once, ${whole(capacity.apps ?? 0)} in a tick.

Principals at which each is reached:

${byLifetime}

Under 20 minutes no number fits: a secret keeps ${QUOTAS.versions.value} versions a day, and refreshing at half the lifetime would use them up.

${byCloud}

Where an app holds one token, each principal has an app, whose queue is read before anything begins: 16 at a time.

## What lifts it

At two hours, in the order in which it is worth doing:

${byLifting}

- **More apps**, where the cloud gives them out: \`--apps\` of \`plan\` shows what they bring.
- **\`concurrency\`** is worth its while as long as the pool is the limit. It costs nothing.
- **\`publishRate\`** may take all ${QUOTAS.secretWrites.value} writes that Secrets Manager allows an account in a Region. Whoever else writes secrets there then
  gets throttled, and so does this stack.
- **A second stack** in another account or Region doubles everything. A fleet belongs to one of them.
- **AWS raises** neither the ${QUOTAS.secretWrites.value} writes a second nor the ${whole(QUOTAS.secrets.value)} secrets of a Region. KMS takes ${whole(kmsRequests('us-east-1').value)} requests a second in us-east-1,
  and ${whole(kmsRequests(undefined).value)} at least elsewhere; a table ${whole(QUOTAS.tableWrites.value)} units a second: neither is near.

## The ceiling of one secret per principal

A secret costs ${dollars(pricesOf('us-east-1').prices.secretAMonth)} a month, whatever it holds. With one for each principal (and for each app, ten
here) they are the largest part of every bill:

${bySize}

The whole stack without its secrets is ${dollars(billOf(fleet()).total - lineOf(fleet(), 'secrets'))} a month for 10,000 principals, and most of that is what consumers read: ${ASSUMED.readsPerHour} times an
hour, each a call of Secrets Manager and one of KMS. A consumer that reads before every request instead of caching for
five minutes changes this line, and no other.

So money ends a fleet before quotas do: at the ${whole(QUOTAS.secrets.value)} secrets of a Region the secrets alone would be
${dollars(QUOTAS.secrets.value * pricesOf('us-east-1').prices.secretAMonth)} a month. What would lift this ceiling, in principals and in money, is secrets that hold many principals
each: fewer secrets, and fewer writes of them. There are none yet. Nothing outside of the adapter of Secrets Manager and a
row's \`secretName\` assumes that a secret holds one.

## After an outage

The margin of two-hour tokens is ${span(margin(LIFETIME, AS_DEPLOYED))}: a cloud that is back within ${span(outageOf(fleet(), HOUR).hidden)} ends no token. After an hour, those who came due
are worked off oldest first, by what ticks can do beside the load:

${byOutage}

## What is measured, and what is assumed

- Measured through the real adapters: a row of ${whole(rowBytes(ASSUMED.tokenBytes))} bytes with two tokens of ${ASSUMED.tokenBytes}; ${units.table} write units for claim, keep and settle, and
  ${units.index} more in the index, since two of them move the row in its queue; what a tick prints.
- Counted in the synthesized stack: alarms, metrics, functions, schedules. A metric is billed for each of its sets of
  dimensions.
- By AWS's pages: that a new version of a secret takes one request to KMS, and each read of a secret another.
- Assumed: that a cloud answers in ${ASSUMED.latency} ms, that calls of AWS take ${holds(fleet()) - ASSUMED.latency} ms a refresh, ${ASSUMED.readsPerHour} reads an hour of each token, 1,000 calls of
  operators and 100 mails a month. Discounts, free tiers and taxes are left out, and so is what a trail of CloudTrail
  costs.
`;
