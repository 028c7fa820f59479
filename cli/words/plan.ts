import { CONSUMER_CACHE_SECONDS } from '../../lambdas/contract.ts';
import type { Bill } from '../../planning/bill.ts';
import { appsOf } from '../../planning/clouds.ts';
import type { Ceiling } from '../../planning/first-limit.ts';
import type { Fleet } from '../../planning/fleet.ts';
import type { Outage } from '../../planning/outage.ts';
import type { Plan } from '../../planning/plan.ts';
import { dollars, figure, percent, price, whole } from './figures.ts';
import { factLines, tableLines } from './layout.ts';
import { span } from './time.ts';

/** The page that an owner reads before saying yes. */
export const planLines = (plan: Plan): string[] => [
  ...factLines(factsOf(plan)),
  '',
  ...limitTable(plan.ceilings),
  '',
  ...billTable(plan.bill),
  '',
  ...ceilingLines(plan),
];

const factsOf = ({ fleet, load, capacity, outage }: Plan) =>
  [
    [
      'fleet',
      `${whole(fleet.principals)} principals whose tokens live ${span(fleet.lifetime)}, in ${fleet.region}`,
    ],
    ['assumed', assumptionsOf(fleet)],
    [
      'load',
      `${figure(load.refreshesPerSecond)} refreshes a second, ${figure(load.refreshesPerTick)} a tick; a token is refreshed after ${span(load.gap)} on average`,
    ],
    [
      'capacity',
      `${whole(capacity.perTick)} refreshes a tick, which begins new work for ${span(capacity.beginsFor)} of its minute: ${figure(capacity.perSecond)} a second`,
    ],
    ['outage', outageText(outage)],
    ['', `an outage of up to ${span(outage.hidden)} ends none`],
  ] as const;

const outageText = ({ length, waiting, catchUp, expired }: Outage): string =>
  [
    `of ${span(length)}: ${whole(waiting)} principals come due, and `,
    Number.isFinite(catchUp) ? `are caught up with in ${span(catchUp)}` : 'are never caught up with',
    expired < 1
      ? '; no token ends before its turn'
      : `; about ${whole(expired)} tokens end before their turn`,
  ].join('');

const assumptionsOf = (fleet: Fleet): string =>
  [
    `${whole(appsOf(fleet))} ${appsOf(fleet) === 1 ? 'app' : 'apps'} of ${fleet.provider ?? 'the most careful cloud'} that answers in ${fleet.latency} ms`,
    `${whole(fleet.readsPerHour)} reads an hour of each token (a consumer that caches for ${CONSUMER_CACHE_SECONDS / 60} minutes makes 12)`,
    `tokens of ${whole(fleet.tokenBytes)} bytes`,
  ].join('; ');

const LIMIT_HEADS = ['LIMIT', 'USED', 'OF', '', 'SHARE', 'REACHED AT'];

/** What is hit first, first. What does not grow with the fleet is last. */
const limitTable = (ceilings: readonly Ceiling[]): string[] =>
  tableLines(
    LIMIT_HEADS,
    toTheRight(
      [1, 2, 4, 5],
      LIMIT_HEADS,
      ceilings.map(({ limit, principals }) => [
        limit.what,
        figure(limit.used),
        figure(limit.of),
        limit.unit,
        percent(limit.share),
        Number.isFinite(principals) ? `${whole(principals)} principals` : '',
      ]),
    ),
  );

const BILL_HEADS = ['A MONTH', 'QUANTITY', '', 'LIST PRICE', '$'];

const billTable = ({ lines, total, perPrincipal, region, pricesOf }: Bill): string[] => {
  const rows = lines.map((line) => [
    line.what,
    figure(line.quantity),
    line.unit,
    price(line.price),
    dollars(line.dollars),
  ]);
  const sum = ['total', '', '', '', dollars(total)];
  return [
    ...tableLines(BILL_HEADS, toTheRight([1, 4], BILL_HEADS, [...rows, sum])),
    `${dollars(perPrincipal)} a principal. List prices of ${region}, ${pricesOf}, without discounts, free tiers and taxes;`,
    'what a trail of CloudTrail, or dashboards of your own, cost is not in it.',
  ];
};

const ceilingLines = ({ fleet, first, next, exceeded, bill, billOfCeiling }: Plan): string[] => {
  const secret = bill.lines.find(({ id }) => id === 'secrets');
  return [
    ...exceeded.map(
      ({ what, share, beyond, lifts }) => `It does not fit: ${what}, ${percent(share)}. ${beyond} ${lifts}`,
    ),
    billOfCeiling === undefined
      ? `No number of principals fits at this lifetime: ${first.limit.what}. ${first.limit.lifts}`
      : `One stack carries ${whole(first.principals)} principals at this lifetime, for ${dollars(billOfCeiling.total)} a month.`,
    ...(billOfCeiling === undefined
      ? []
      : [
          `The first limit is: ${first.limit.what}. ${first.limit.lifts}`,
          ...(next && Number.isFinite(next.principals)
            ? [`The next one is, at ${whole(next.principals)}: ${next.limit.what}. ${next.limit.lifts}`]
            : []),
        ]),
    `Secrets are ${percent((secret?.dollars ?? 0) / bill.total)} of the bill, one for each principal${
      appsOf(fleet) === fleet.principals ? ' and one for each app' : ''
    }: only secrets that hold many principals would lower it, and there are none yet.`,
  ];
};

/** Numbers stand under each other. */
const toTheRight = (
  columns: readonly number[],
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): string[][] => {
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row.map((cell, column) => (columns.includes(column) && cell ? cell.padStart(widths[column] ?? 0) : cell)),
  );
};
