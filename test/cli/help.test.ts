import { describe, expect, test } from '@jest/globals';
import { command } from './command.ts';

const commandsIn = (help: string): string[] => {
  const groups = help.split(/\n(?=\S+:\n)/).filter((group) => !/^(Usage|Options|Arguments)/.test(group));
  return groups
    .flatMap((group) => [...group.matchAll(/^ {2}([a-z]+)/gm)].map(([, name = '']) => name))
    .filter((name) => name !== 'help');
};

describe('--help', () => {
  test('of the program tells the commands in groups', async () => {
    const { code, stdout } = await command(['--help']);

    expect(code).toBe(0);
    expect(stdout.match(/^\S+:$/gm)).toEqual(['Options:', 'Begin:', 'Look:', 'Act:']);
    expect(commandsIn(stdout)).toEqual(expect.arrayContaining(['enrol', 'status', 'resume', 'restore']));
  });

  test('of every command shows an example and what its exit codes mean', async () => {
    const ofProgram = commandsIn((await command(['--help'])).stdout).map((name) => [name]);
    const ofApp = commandsIn((await command(['app', '--help'])).stdout).map((name) => ['app', name]);
    const commands = [...ofProgram.filter(([name]) => name !== 'app'), ...ofApp];
    expect(commands.length).toBeGreaterThanOrEqual(15);

    for (const name of commands) {
      const { stdout } = await command([...name, '--help']);

      expect(stdout).toMatch(new RegExp(`\nExamples?:\n  refresh-scheduler ${name.join(' ')}\\b`));
      expect(stdout).toMatch(/\nExit codes:\n {2}0 {2}\S.*\n {2}1 /);
    }
  });
});
