import type { Census } from '../census.ts';
import type { Notices } from '../notices.ts';
import type { Operator } from '../operator.ts';
import type { Rejections } from '../rejections.ts';
import type { Settings } from '../settings.ts';
import type { Tables } from '../tables.ts';
import type { Tick } from '../tick.ts';

/** What monitoring looks at: everything of a fleet that runs or holds something. */
export interface Watched {
  readonly settings: Settings;
  readonly tables: Tables;
  readonly tick: Tick;
  readonly census: Census;
  readonly operator: Operator;
  readonly rejections: Rejections;
  readonly notices: Notices;
}
