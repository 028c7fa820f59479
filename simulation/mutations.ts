import { HOLDING } from './mutations/holding.ts';
import { JUDGING } from './mutations/judging.ts';
import { KEEPING } from './mutations/keeping.ts';
import type { Mutation } from './mutations/mutation.ts';
import { PACING } from './mutations/pacing.ts';

export const MUTATIONS: readonly Mutation[] = [...KEEPING, ...HOLDING, ...JUDGING, ...PACING];
