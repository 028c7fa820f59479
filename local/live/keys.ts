import { cloudsWithSecrets, type Fault } from './fault-board.ts';

/** What a person can ask of a run. */
export type Command =
  | { readonly do: 'toggle'; readonly fault: Fault }
  | { readonly do: 'kill' }
  | { readonly do: 'end-faults' }
  | { readonly do: 'stop' }
  /** `by`: principals, or pages where `page`. */
  | { readonly do: 'scroll'; readonly by: number; readonly page?: true };

/** Between a key that breaks a cloud and the one that says which. */
export type KeyMode = 'ready' | 'outage' | 'wrong-secret';

export interface Pressed {
  readonly mode: KeyMode;
  readonly command?: Command;
}

/** As `node:readline` names them. */
export interface Key {
  readonly name?: string | undefined;
  readonly ctrl?: boolean | undefined;
}

const choices = (mode: KeyMode, clouds: readonly string[]): readonly string[] =>
  mode === 'wrong-secret' ? cloudsWithSecrets(clouds) : clouds;

const SCROLLS: Readonly<Record<string, Command>> = {
  up: { do: 'scroll', by: -1 },
  down: { do: 'scroll', by: 1 },
  pageup: { do: 'scroll', by: -1, page: true },
  pagedown: { do: 'scroll', by: 1, page: true },
  home: { do: 'scroll', by: Number.NEGATIVE_INFINITY },
  end: { do: 'scroll', by: Number.POSITIVE_INFINITY },
};

/** Pure: the mode before, the key, the mode after and what is asked for. */
export const press = (
  mode: KeyMode,
  { name = '', ctrl = false }: Key,
  clouds: readonly string[],
): Pressed => {
  if (name === 'q' || (ctrl && (name === 'c' || name === 'd')))
    return { mode: 'ready', command: { do: 'stop' } };
  if (mode !== 'ready') {
    const cloud = choices(mode, clouds)[Number(name) - 1];
    return cloud === undefined
      ? { mode: 'ready' }
      : { mode: 'ready', command: { do: 'toggle', fault: { kind: mode, cloud } } };
  }
  const scroll = SCROLLS[name];
  if (scroll) return { mode, command: scroll };
  switch (name) {
    case 'o':
      return { mode: clouds.length > 0 ? 'outage' : mode };
    case 'w':
      return { mode: cloudsWithSecrets(clouds).length > 0 ? 'wrong-secret' : mode };
    case 's':
      return { mode, command: { do: 'toggle', fault: { kind: 'secrets-manager' } } };
    case 'k':
      return { mode, command: { do: 'kill' } };
    case 'e':
      return { mode, command: { do: 'end-faults' } };
    default:
      return { mode };
  }
};

/** What the keys do now. */
export const keyTexts = (mode: KeyMode, clouds: readonly string[]): string[] => {
  if (mode !== 'ready')
    return [
      mode === 'outage' ? 'outage of which cloud?' : 'wrong client secret at which cloud?',
      ...choices(mode, clouds).map((cloud, index) => `${index + 1} ${cloud}`),
      'any other key: none',
    ];
  const ofClouds = clouds.length > 0 ? ['o outage', 'w wrong client secret'] : [];
  return [...ofClouds, 's Secrets Manager down', 'k kill the function', 'e end faults', 'q quit'];
};
