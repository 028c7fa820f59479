import type { Command } from 'commander';
import { WrongInputError } from '../input/wrong-input.ts';
import { nameIn, type Request, requestOf } from './requests.ts';

/** What an operator pauses and resumes. */
export type Target =
  | { readonly principal_id: string }
  | { readonly app: string }
  | { readonly everything: true };

export interface TargetOptions {
  readonly app?: string;
  readonly everything?: true;
}

export const addTarget = (command: Command): Command =>
  command
    .argument('[id]', "the principal's id")
    .option('--app <name>', 'instead of one principal: all of an app')
    .option('--everything', 'instead of one principal: the whole fleet');

/** @throws {WrongInputError} unless exactly one is named */
export const targetFrom = (id: string | undefined, { app, everything }: TargetOptions): Target => {
  const [target, ...others]: readonly Target[] = [
    ...(id === undefined ? [] : [{ principal_id: id }]),
    ...(app === undefined ? [] : [{ app }]),
    ...(everything === undefined ? [] : [{ everything }]),
  ];
  if (target === undefined || others.length > 0)
    throw new WrongInputError('give one of ID, --app NAME and --everything');
  return target;
};

/**
 * @param grant for a halted principal: its new one
 * @throws {WrongInputError}
 */
export const targetRequest = <O extends 'pause' | 'resume'>(
  operation: O,
  target: Target,
  grant?: object,
): Request<O> => requestOf(operation, named(target), { ...target, grant });

const named = (target: Target): Pick<Request, 'about' | 'named'> => {
  if ('everything' in target) return { about: 'everything', named: target };
  if ('principal_id' in target) return nameIn({ place: 'ID', fields: target }, 'principal_id');
  const { named, about } = nameIn({ place: 'NAME', fields: target }, 'app');
  return { named, about: `app ${about}` };
};

/** As the arguments of a command. */
export const typed = (target: Target): string => {
  if ('everything' in target) return '--everything';
  return 'app' in target ? `--app ${target.app}` : target.principal_id;
};
