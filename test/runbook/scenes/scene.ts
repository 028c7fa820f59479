import type { Stage } from '../stage.ts';

/** A trouble from its beginning to its end. */
export interface Scene {
  /** What happens, as a sentence that begins with it. */
  readonly title: string;
  /** Of the runbook, by their anchors: what this is a trial of. */
  readonly entries: readonly string[];
  /** How, as it stands after "Tried by" in the last lines of those entries. */
  readonly tried: string;
  /** Ids of the alarms that go off: these and no others. */
  readonly alarms: readonly string[];
  /** Entries that notices name which come: these and no others. */
  readonly notices: readonly string[];
  /** Minutes until all of that has come; and until all of it is over once it is mended. */
  readonly within: number;
  readonly overWithin: number;
  provoke(stage: Stage): Promise<void>;
  /** What the entries say to look at and to do. */
  follow(stage: Stage): Promise<void>;
  /** What somebody else does, such as a cloud that is back. */
  mend?(stage: Stage): Promise<void>;
}
