import { CENSUS_SCENES } from './census.ts';
import { CLOUD_SCENES } from './clouds.ts';
import { FUNCTION_SCENES } from './functions.ts';
import { PRINCIPAL_SCENES } from './principals.ts';
import type { Scene } from './scene.ts';
import { SECRET_SCENES } from './secrets.ts';
import { TICK_SCENES } from './ticks.ts';
import { UNTOLD_SCENES } from './untold.ts';

/** One after the other, in one fleet that is well between them. */
export const SCENES: readonly Scene[] = [
  ...TICK_SCENES,
  ...CLOUD_SCENES,
  ...SECRET_SCENES,
  ...PRINCIPAL_SCENES,
  ...CENSUS_SCENES,
  ...FUNCTION_SCENES,
  ...UNTOLD_SCENES,
];
