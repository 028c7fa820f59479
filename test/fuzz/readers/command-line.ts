import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { readCaseFile } from '../../../cli/explain/case-file.ts';
import { rowsOf } from '../../../cli/import/rows.ts';
import { readEntries } from '../../../cli/input/entries.ts';
import { readRescues } from '../../../cli/input/rescues.ts';
import { WrongInputError } from '../../../cli/input/wrong-input.ts';
import type { Terminal } from '../../../cli/terminal.ts';
import { isObject } from '../../../lambdas/core/protocols/body.ts';
import { ofPrinted, ofPrototypes } from '../promises.ts';
import { type Reader, reader } from '../reader.ts';
import { CANARY } from '../wild/canaries.ts';
import { documents } from '../wild/documents.ts';
import { onText } from '../wild/on-text.ts';
import { changed, chosen } from '../wild/recipe.ts';
import { recordedReplies } from '../wild/recorded-replies.ts';
import { RESCUE_RECORD } from '../wild/rescue-record.ts';
import { NO_TEXTS } from '../wild/vocabulary.ts';

const LONGEST_PROBLEM = 300;
const FILE_MS = 1_000;

const printedOf = (error: unknown): readonly string[] | undefined =>
  error instanceof WrongInputError ? error.lines() : undefined;

const piped = (text: string) => ({ stdin: Readable.from([text]) }) as unknown as Terminal;

const enrolment = (id: string) => ({
  principal_id: id,
  provider: 'dkn',
  app: 'homes',
  grant: { kind: 'refresh_token', refresh_token: CANARY.refreshToken },
});
const entryPaper = documents(
  [
    enrolment('home-1'),
    [enrolment('home-1'), enrolment('home-2')],
    { app: 'homes', provider: 'dkn', client_id: 'us', client_secret: CANARY.clientSecret },
  ],
  NO_TEXTS,
);

/** Files of apps and of principals, one or many. */
export const entries: Reader = reader<string, Awaited<ReturnType<typeof readEntries>>>({
  name: 'entries file',
  mostMs: FILE_MS,
  changes: entryPaper.changes,
  // JSON lines are as welcome as one value.
  make: (recipe) =>
    (recipe.base >>> 8) % 3 > 0
      ? entryPaper.write(recipe)
      : [0, 1, 2]
          .map((line) => entryPaper.write({ base: line * 2, steps: recipe.steps.slice(line) }))
          .join('\n'),
  read: (text) => readEntries('-', piped(text)),
  printedOf,
  wordFor: () => 'accepted',
  complaints: (_, read) => [
    ...ofPrototypes(),
    ...(read.length === 0 ? ['no entry'] : []),
    ...(read.every(({ fields }) => isObject(fields)) ? [] : ['an entry is no object']),
    // As they are sent.
    ...(JSON.stringify(read) === '' ? ['an entry cannot be sent'] : []),
    ...read.flatMap(({ place }) => ofPrinted('a place', place, 60)),
  ],
  text: (text) => text,
});

const logPaper = documents(
  [
    RESCUE_RECORD,
    [RESCUE_RECORD, { level: 'INFO', message: 'tick' }],
    { events: [{ message: JSON.stringify(RESCUE_RECORD), timestamp: 1 }] },
    { '@message': `2026-11-22T12:00:00Z ${JSON.stringify(RESCUE_RECORD)}` },
  ],
  NO_TEXTS,
);

/** What was copied out of a log. */
export const logs: Reader = reader<string, Awaited<ReturnType<typeof readRescues>>>({
  name: 'copied log',
  changes: logPaper.changes,
  make: logPaper.write,
  read: (text) => readRescues('-', piped(text)),
  printedOf,
  wordFor: () => 'accepted',
  complaints: (_, { entries: found, others }) => [
    ...ofPrototypes(),
    ...(found.length === 0 ? ['no record'] : []),
    ...(others >= 0 ? [] : ['fewer than none']),
  ],
  text: (text) => text,
});

const HEADS = [
  'principal_id,provider,app,refresh_token,subject,label.site',
  'principal_id,provider,app,grant,username,password,keep_login',
];
const LINES = [
  `home-1,dkn,homes,${CANARY.refreshToken},user-1,north`,
  `home-2,kii,homes,password,ada,"${CANARY.password}, ""x""",true`,
  JSON.stringify(enrolment('home-3')),
];
const sheets = HEADS.flatMap((head) => LINES.map((line) => [head, line, ...LINES].join('\n')));
const onSheet = onText(sheets);

const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'rows');

/** Lines that are imported, CSV or JSON. */
export const imports: Reader = reader<string, readonly object[]>({
  name: 'imported file',
  mostMs: FILE_MS,
  changes: Object.keys(onSheet),
  make: ({ base, steps }) => {
    const text = changed(
      (base >>> 8) % 3 > 0 ? chosen(sheets, base) : LINES.slice(2).join('\n'),
      onSheet,
      steps,
    );
    writeFileSync(file, text);
    return text;
  },
  read: async () => {
    const found: object[] = [];
    for await (const row of rowsOf(file)) found.push(row);
    return found;
  },
  printedOf,
  wordFor: () => 'accepted',
  complaints: (_, lines) => [
    ...ofPrototypes(),
    ...lines.flatMap((line) => {
      const { reason = '', id = 'none' } = line as { reason?: string; id?: string };
      return [
        ...ofPrinted('a reason', reason, LONGEST_PROBLEM),
        ...('fields' in line ? [] : ofPrinted('an id', id, 128)),
      ];
    }),
  ],
  text: (text) => text,
});

const casePaper = documents(
  [
    recordedReplies.slice(0, 2).map(({ protocol, name, status, headers, body, path, requestBody }) => ({
      provider: protocol.provider,
      name,
      request: { path, body: requestBody },
      response: { status, headers, body },
      expected: 'refreshed',
    })),
  ],
  NO_TEXTS,
);

/** Recorded replies that somebody wants explained. */
export const cases: Reader = reader<string, ReturnType<typeof readCaseFile>>({
  name: 'case file',
  changes: casePaper.changes,
  make: casePaper.write,
  read: readCaseFile,
  wordFor: (_, { ok }) => (ok ? 'accepted' : 'refused'),
  complaints: (_, read) => [
    ...ofPrototypes(),
    ...(read.ok ? [] : read.problems.flatMap((problem) => ofPrinted('a problem', problem, LONGEST_PROBLEM))),
  ],
  text: (text) => text,
});
