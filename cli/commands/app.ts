import type { Command } from 'commander';
import type { Clock, Terminal } from '../terminal.ts';
import { addAppCheck } from './app-check.ts';
import { addAppList } from './app-list.ts';
import { addAppPause, addAppResume } from './app-pause.ts';
import { addAppPut } from './app-put.ts';

/** `app …`: the credentials that providers issued, and all principals that live by them. */
export const addApp = (program: Command, terminal: Terminal, clock: Clock): void => {
  const app = program.command('app').description('credentials of providers: put, list, check, pause, resume');
  addAppPut(app, terminal, clock);
  addAppList(app, terminal, clock);
  addAppCheck(app, terminal, clock);
  addAppPause(app, terminal, clock);
  addAppResume(app, terminal, clock);
};
