import { EVENT } from '../contract.ts';
import { ACTION } from '../core/action.ts';
import type { Matter } from '../core/standing.ts';
import { aboutApp, reasonOf } from './announcements.ts';
import type { Announcement, AppControl } from './ports.ts';

/** Something to be told of an app as a whole, and what is noted of it once it is out. */
export interface News {
  readonly announcement: Announcement;
  readonly announced: string | undefined;
}

/**
 * Told once an episode, and once more when it is over.
 *
 * @param announced what was told last and is not over yet
 */
export const newsOf = (
  app: Pick<AppControl, 'app' | 'provider'>,
  matter: Matter | undefined,
  announced: string | undefined,
  now: number,
): News | undefined => {
  const key = matter && `${matter.what}@${matter.since}`;
  if (key === announced) return undefined;
  if (matter && key) return { announcement: told(app, matter, key, now), announced: key };
  const facts = { reason: 'The app works again.' };
  return {
    announcement: aboutApp(EVENT.recovered, app, String(announced), facts, now),
    announced: undefined,
  };
};

const told = (
  app: Pick<AppControl, 'app' | 'provider'>,
  matter: Matter,
  episode: string,
  now: number,
): Announcement => {
  const [type, action] =
    matter.what === 'outage'
      ? ([EVENT.refreshFailing, ACTION.askProvider] as const)
      : ([EVENT.configurationRequired, ACTION.fixApp] as const);
  return aboutApp(type, app, episode, { code: matter.code, reason: reasonOf(matter), action }, now);
};
