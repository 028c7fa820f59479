import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** One test, as Jest reports it. */
export interface Result {
  /** The `describe` that it stands in, outermost first. */
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly status: string;
}

export interface Outcome {
  /** Jest's exit code. */
  readonly code: number;
  readonly results: readonly Result[];
}

interface Run {
  readonly environment: Readonly<Record<string, string>>;
  /** What a person wrote behind the command. */
  readonly words: readonly string[];
  /** Where Jest may write its report. */
  readonly report: string;
  readonly signal: AbortSignal;
}

/**
 * In one process, so that nothing is left behind when it is ended; which it is by force, for a test that timed out
 * leaves servers open.
 */
export const runJest = async ({ environment, words, report, signal }: Run): Promise<Outcome> => {
  const child = spawn(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'),
      `--config=${join(ROOT, 'jest.conformance.config.ts')}`,
      '--runInBand',
      '--forceExit',
      '--json',
      `--outputFile=${report}`,
      ...words,
    ],
    // With --json Jest's report goes to standard output as well; people read the other stream.
    { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ...environment } },
  );
  const interrupt = () => child.kill('SIGTERM');
  signal.addEventListener('abort', interrupt);
  if (signal.aborted) interrupt();
  const [code] = await once(child, 'exit');
  signal.throwIfAborted();
  return { code: code ?? 1, results: await resultsIn(report) };
};

const resultsIn = async (report: string): Promise<Result[]> => {
  const text = await readFile(report, 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const { testResults } = JSON.parse(text) as { testResults: { assertionResults: Result[] }[] };
  return testResults.flatMap(({ assertionResults }) => assertionResults);
};
