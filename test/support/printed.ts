import { jest } from '@jest/globals';

/** What is written to the process's own streams, where Powertools writes past `console`. */
export const captureOutput = () => {
  let printed = '';
  const take = (chunk: unknown): boolean => {
    printed += String(chunk);
    return true;
  };
  const spies = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation(take),
  );
  return {
    text: () => printed,
    lines: () => printed.split('\n').filter((line) => line !== ''),
    release: () => {
      for (const spy of spies) spy.mockRestore();
    },
  };
};
