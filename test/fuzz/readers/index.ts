import type { Reader } from '../reader.ts';
import { appSecrets } from './app-secrets.ts';
import { certificates } from './certificates.ts';
import { cases, entries, imports, logs } from './command-line.ts';
import { answers, secrets } from './consumers.ts';
import { events } from './events.ts';
import { progress, rescues, sealed } from './kept.ts';
import { replies } from './replies.ts';
import { requests } from './requests.ts';
import { rows } from './rows.ts';

export { replies };

/** Everything else that is read here and was written by others, or may have been. */
// biome-ignore format: a list
export const otherReaders: readonly Reader[] = [
  rows, appSecrets, requests, events, sealed, rescues, progress, secrets, answers, entries, logs, imports, cases, certificates,
];
