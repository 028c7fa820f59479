import { affordsRefresh, paceOf } from '../../core/budget.ts';
import { isAlive, type Principal } from '../../core/principal.ts';
import { AS_DEPLOYED } from '../../core/tempo.ts';
import { MINUTE, SECOND } from '../../core/time.ts';
import { type Finding, failed, nameOf, notChecked, ok, warning } from './findings.ts';
import type { OperatorPorts } from './ports.ts';
import type { Status } from './status.ts';

/** Three censuses that did not come. */
const CENSUS_IS_LATE = 45 * MINUTE;
/** Enough to see a lifetime that is too short for everybody, and quick at any size of the table. */
const ROWS_LOOKED_AT = 1_000;
const MOST_NAMED = 5;

/** The key seals: without it nothing that is obtained can be kept. */
export async function diagnoseKey({ sealer }: Pick<OperatorPorts, 'sealer'>): Promise<Finding> {
  try {
    await sealer.prepare();
    return ok('key', "the fleet's key seals");
  } catch (error) {
    return failed(
      'key',
      `The fleet's key does not seal (${nameOf(error)}).`,
      'See in KMS that it is enabled and not to be deleted, and that its policy is the one of the stack.',
    );
  }
}

/** What holds the fleet back, and whether its schedule runs. */
export const diagnoseFleet = (status: Status, now: number): readonly Finding[] => [
  ...switches(status),
  ...status.malformed.map((name) =>
    failed('controls', `The item ${name} breaks the contract: ticks pass it over.`, 'Correct or remove it.'),
  ),
  census(status, now),
];

const switches = ({ everythingPaused, apps }: Status): readonly Finding[] => {
  const heldBack = apps.flatMap(({ app, heldBack }) =>
    heldBack
      ? [
          heldBack.by === 'operator'
            ? warning('switches', `An operator paused ${app}.`, `When it may run again: resume --app ${app}.`)
            : failed(
                'switches',
                `The scheduler holds ${app} back: ${heldBack.why}.`,
                'Mend what is found of it below; the next probe ends the pause.',
              ),
        ]
      : [],
  );
  if (everythingPaused)
    return [
      warning(
        'switches',
        'An operator paused everything: nobody is asked.',
        'When all is well: resume --everything.',
      ),
      ...heldBack,
    ];
  return heldBack.length > 0
    ? heldBack
    : [ok('switches', `nothing is paused; ${apps.length} apps are known`)];
};

const census = ({ census }: Status, now: number): Finding => {
  const at = census?.at;
  if (typeof at !== 'number')
    return warning('schedule', 'No census has ended yet.', 'Look again in a quarter of an hour.');
  const age = now - at * SECOND;
  return age > CENSUS_IS_LATE
    ? failed(
        'schedule',
        `The last census ended ${Math.round(age / MINUTE)} min ago; it should come every 15 min.`,
        "See whether the stack's schedules are enabled, and look in the log of the function census.",
      )
    : ok('schedule', `the last census ended ${Math.max(0, Math.round(age / MINUTE))} min ago`);
};

/** A secret keeps so many versions a day: who has used them up is refreshed no more until its token has ended. */
export async function diagnoseBudget({
  principals,
  clock,
}: Pick<OperatorPorts, 'principals' | 'clock'>): Promise<Finding> {
  let seen = 0;
  const spent: string[] = [];
  let after: string | undefined;
  do {
    const page = await principals.scan({ index: 0, of: 1 }, after, ROWS_LOOKED_AT - seen).catch(nameOf);
    if (typeof page === 'string')
      return notChecked('secret versions', `AWS did not let the table be read (${page}): try again`);
    seen += page.rows.length;
    for (const one of page.rows)
      if (one.row === 'found' && hasSpent(one.principal, clock.now())) spent.push(one.principalId);
    after = page.next;
  } while (after !== undefined && seen < ROWS_LOOKED_AT);

  const looked = after === undefined ? `all ${seen} principals` : `the first ${seen} principals`;
  if (spent.length === 0) return ok('secret versions', `enough are left; looked at ${looked}`);
  const named = spent.slice(0, MOST_NAMED).join(', ');
  return warning(
    'secret versions',
    `${spent.length} of ${looked} have used theirs up: ${named}${spent.length > MOST_NAMED ? ', …' : ''}.`,
    'Ask their provider for tokens that live longer than 20 minutes.',
  );
}

const hasSpent = (principal: Principal, now: number): boolean =>
  principal.state === 'active' &&
  !affordsRefresh(principal.publishBudget, paceOf(principal, AS_DEPLOYED), now, isAlive(principal, now));
