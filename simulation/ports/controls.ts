import { GOOD_STANDING, type Standing } from '../../lambdas/core/standing.ts';
import { SECOND } from '../../lambdas/core/time.ts';
import type { AppControl, Controls } from '../../lambdas/flow/ports.ts';
import type { Call } from './principals.ts';

/** The table of controls in memory. */
export class ControlItems {
  readonly apps = new Map<string, AppControl>();
  lease: { readonly id: string; readonly until: number } | undefined;
  /** Epoch ms. */
  everythingPausedAt: number | undefined;
  /** As if somebody had deleted it. */
  leaseIsIgnored: () => boolean = () => false;

  change(app: string, change: (control: AppControl) => AppControl): void {
    const control = this.apps.get(app);
    if (control) this.apps.set(app, change(control));
  }
}

const down = (ms: number): number => Math.floor(ms / SECOND) * SECOND;
const up = (ms: number): number => Math.ceil(ms / SECOND) * SECOND;

/** The port of controls over items in memory. */
export const controlsOver = (items: ControlItems, call: Call): Controls => ({
  takeRunLease: (id, until, now) =>
    call(() => {
      const { lease } = items;
      if (lease && lease.until >= down(now) && lease.id !== id && !items.leaseIsIgnored()) return false;
      items.lease = { id, until: up(until) };
      return true;
    }),

  releaseRunLease: (id) =>
    call(() => {
      if (items.lease?.id === id) items.lease = { id, until: 0 };
    }),

  list: () =>
    call(() => ({
      apps: [...items.apps.values()],
      everythingPaused: items.everythingPausedAt !== undefined,
      malformed: [],
    })),

  save: ({ app, standing, announced }) =>
    call(() =>
      items.change(app, ({ announced: _, ...control }) => ({
        ...control,
        standing: stored(standing),
        ...(announced === undefined ? {} : { announced }),
      })),
    ),

  ensure: (app, provider) =>
    call(() => {
      const known = items.apps.get(app);
      if (!known) items.apps.set(app, { app, provider, standing: GOOD_STANDING });
      return known && known.provider !== provider ? 'other-provider' : 'done';
    }),

  adoptSole: (app, principalId) =>
    call(() => {
      if (!items.apps.has(app)) return '';
      const sole = items.apps.get(app)?.sole ?? principalId;
      items.change(app, (control) => ({ ...control, sole }));
      return sole;
    }),

  releaseSole: (app, principalId) =>
    call(() =>
      items.change(app, ({ sole, ...control }) =>
        sole === undefined || sole === principalId ? control : { ...control, sole },
      ),
    ),
});

/** Whole seconds; a wait never ends early. */
const stored = ({ notBefore, outageSince, pause, ...rest }: Standing): Standing => ({
  ...rest,
  ...(outageSince === undefined ? {} : { outageSince: down(outageSince) }),
  ...(notBefore === undefined ? {} : { notBefore: up(notBefore) }),
  ...(pause === undefined ? {} : { pause: { ...pause, since: down(pause.since) } }),
});
