import { command } from '../cli/command.ts';

const OURS = /npx refresh-scheduler ([^|`\n]+)/g;
const OPTION = /(?<![\w-])--[a-z][a-z-]*/g;

/** Every command of ours in a text: its words, and the options that it is given. */
export const commandsIn = (text: string) =>
  [...text.matchAll(OURS)].map(([, typed = '']) => {
    const [first = '', second = ''] = typed.trim().split(/ +/);
    return {
      words: first === 'app' ? [first, second] : [first],
      options: typed.match(OPTION) ?? [],
    };
  });

/** What `--help` of a command lists; `undefined`: there is no such command. */
export const optionsOf = async (words: readonly string[]): Promise<readonly string[] | undefined> => {
  const { stdout } = await command([...words, '--help']);
  const isOfIt = stdout.startsWith(`Usage: ${['refresh-scheduler', ...words].join(' ')} `);
  return isOfIt ? (stdout.match(OPTION) ?? []) : undefined;
};
