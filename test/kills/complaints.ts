import type { RunningCloud } from '../../local/clouds/cloud.ts';
import type { World } from '../../local/world.ts';
import type { Entry } from './ledger.ts';
import type { Sight, Stage } from './sight.ts';

/** These cannot be refreshed again by anybody but a person; the cloud of the others takes the app's own login. */
const needsPerson = ({ member }: Sight): boolean => member.cloud !== 'huawei';

type Rule = (sight: Sight) => string | undefined | false;

const told = (sights: readonly Sight[], rules: readonly Rule[]): string[] =>
  sights.flatMap((sight) =>
    rules.flatMap((rule) => {
      const complaint = rule(sight);
      return complaint ? [`${sight.member.principalId}: ${complaint}`] : [];
    }),
  );

const haltedWithoutLoss: Rule = ({ row, lost }) =>
  row.state === 'halted' &&
  lost === 0 &&
  `is halted (${row.haltReason}), and its cloud granted nothing that was lost`;

const keptMoreThanGranted: Rule = ({ lost }) => lost < 0 && 'its row has kept more than its cloud granted';

/** A rotation kills the older pair at once: a live token behind a lost pair is the lost one, or came by a login. */
const publishedUnkept: Rule = (sight) =>
  needsPerson(sight) &&
  sight.lost > 0 &&
  sight.published?.accepted &&
  'a token was published that no row has kept';

const publishedAhead: Rule = ({ row, published }) =>
  published !== undefined && published.generation > row.generation && 'its secret is ahead of its row';

/** What holds at every moment, however a process ended. */
const ALWAYS: readonly Rule[] = [haltedWithoutLoss, keptMoreThanGranted, publishedUnkept, publishedAhead];

export const afterDeath = (sights: readonly Sight[]): string[] => told(sights, ALWAYS);

const served: Rule = ({ row, published, lost, stage, member }) => {
  if (row.state === 'halted' || (lost > 0 && member.cloud !== 'huawei')) return undefined;
  if (!published?.accepted) return `its published token is not accepted (${stage})`;
  if (published.generation !== row.generation) return 'its secret shows another generation than its row';
  if (row.publishedGeneration !== row.generation || row.lease) return 'its row is not settled';
  return undefined;
};

const lostAndNotHalted: Rule = (sight) =>
  needsPerson(sight) &&
  sight.lost > 0 &&
  sight.row.state !== 'halted' &&
  'its grant is lost and it is not halted';

const haltedThoughItLogsIn: Rule = (sight) =>
  !needsPerson(sight) && sight.row.state === 'halted' && 'is halted, and could log in by itself';

const wrongReason: Rule = ({ row }) =>
  row.state === 'halted' && row.haltReason !== 'answer-lost' && `is halted with the reason ${row.haltReason}`;

/** What holds once a tick has run to its end. */
export const afterRecovery = (world: World, sights: readonly Sight[]): string[] => {
  const announced = new Set(
    world.aws
      .events()
      .filter(({ detailType }) => detailType === 'Reauthorization Required')
      .map(({ detail }) => (detail as { principalId?: string }).principalId),
  );
  const haltedInSilence: Rule = ({ row, member }) =>
    row.state === 'halted' && !announced.has(member.principalId) && 'is halted and nobody was told';
  return told(sights, [
    ...ALWAYS,
    served,
    lostAndNotHalted,
    haltedThoughItLogsIn,
    wrongReason,
    haltedInSilence,
  ]);
};

const NOT_TO_BE_ASKED: readonly Stage[] = ['kept', 'published'];

/**
 * What the clouds noted in one tick.
 *
 * @param before how far each principal had got when the tick began
 */
export const aboutRequests = (
  entries: readonly Entry[],
  before: ReadonlyMap<string, Stage>,
  lost: (principalId: string) => number,
): string[] =>
  entries.flatMap(({ principal = '(nobody)', verdict }) => {
    const stage = before.get(principal);
    if (verdict === 'reused') return [`${principal}: a refresh token was used twice`];
    if (verdict === 'retried-after-lost-answer' && lost(principal) === 0)
      return [`${principal}: a refresh token came again whose successor was kept`];
    if (verdict === 'refused') return [`${principal}: was refused with a token that was never spent`];
    if (stage && NOT_TO_BE_ASKED.includes(stage))
      return [`${principal}: its token was ${stage}, and its cloud asked again`];
    return [];
  });

export const reused = ({ clouds }: World): number =>
  (Object.values(clouds) as readonly RunningCloud[]).reduce((sum, { counts }) => sum + counts.reused, 0);
