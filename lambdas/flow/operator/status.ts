import { isOut } from '../../core/standing.ts';
import type { AppControl } from '../ports.ts';
import type { OperatorPorts } from './ports.ts';

/** Who holds an app back, why, and since when (epoch ms). */
export interface HeldBack {
  readonly by: 'operator' | 'scheduler';
  readonly why: string;
  readonly since: number;
}

export interface AppStatus {
  readonly app: string;
  readonly provider: string;
  readonly heldBack?: HeldBack;
  /** Nobody of it is asked before: a throttle, or the wait between probes. Epoch ms. */
  readonly waitsUntil?: number;
  readonly sole?: string;
}

export interface Status {
  readonly everythingPaused: boolean;
  readonly apps: readonly AppStatus[];
  /** Control items that break the contract: ticks pass them over. */
  readonly malformed: readonly string[];
  /** What the last census noted, as it lies there. */
  readonly census?: Readonly<Record<string, unknown>>;
}

type Reads = Pick<OperatorPorts, 'controls' | 'clock'>;

/** How the fleet fares as a whole, from a handful of items. */
export async function status(ports: Reads): Promise<Status> {
  const [fleet, census] = await Promise.all([apps(ports), ports.controls.census()]);
  return { ...fleet, ...(census && { census }) };
}

export async function apps({ controls, clock }: Reads): Promise<Omit<Status, 'census'>> {
  const { apps, everythingPaused, malformed } = await controls.list();
  const now = clock.now();
  const sorted = apps.toSorted((one, other) => (one.app < other.app ? -1 : 1));
  return { everythingPaused, apps: sorted.map((control) => appStatus(control, now)), malformed };
}

const appStatus = (control: AppControl, now: number): AppStatus => {
  const { app, provider, standing, sole } = control;
  const heldBack = whoHoldsBack(control);
  return {
    app,
    provider,
    ...(heldBack && { heldBack }),
    ...(standing.notBefore !== undefined && standing.notBefore > now && { waitsUntil: standing.notBefore }),
    ...(sole !== undefined && { sole }),
  };
};

/** An operator's pause comes first: no probe ends it. */
const whoHoldsBack = ({ operatorPausedAt, standing }: AppControl): HeldBack | undefined => {
  if (operatorPausedAt !== undefined)
    return { by: 'operator', why: 'paused-by-hand', since: operatorPausedAt };
  const { pause, outageSince } = standing;
  if (pause) return { by: 'scheduler', why: `${pause.why} (${pause.code})`, since: pause.since };
  return isOut(standing) && outageSince !== undefined
    ? { by: 'scheduler', why: 'outage', since: outageSince }
    : undefined;
};
