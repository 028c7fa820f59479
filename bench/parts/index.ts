import type { Part } from '../part.ts';
import { calls } from './calls.ts';
import { growth } from './growth.ts';
import { herd } from './herd.ts';
import { init } from './init.ts';
import { refresh } from './refresh.ts';
import { window } from './window.ts';

export const PARTS: readonly Part[] = [refresh, calls, growth, window, init, herd];
