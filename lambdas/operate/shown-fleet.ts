import type { AppStatus } from '../flow/operator/status.ts';
import { times } from './shown.ts';

export const shownApp = ({ app, provider, heldBack, waitsUntil, sole }: AppStatus) => ({
  app,
  provider,
  ...(heldBack && { paused: { by: heldBack.by, why: heldBack.why, ...times({ since: heldBack.since }) } }),
  ...times({ waits_until: waitsUntil }),
  ...(sole !== undefined && { sole }),
});

/**
 * What a census noted, as far as it is counts: another version may have written it. Names become those of the answers.
 * Nothing where none has ended yet.
 */
export const shownCensus = (noted: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined =>
  isCount(noted.at)
    ? Object.fromEntries(
        Object.entries(noted).flatMap(([name, value]) =>
          isCount(value) || isCounts(value) ? [[inSnakeCase(name), value]] : [],
        ),
      )
    : undefined;

const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const isCounts = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.getPrototypeOf(value) === Object.prototype &&
  Object.values(value).every(isCount);

const inSnakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
