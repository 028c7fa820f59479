import { appendFile, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { command, SteppedClock } from './command.ts';
import { DEAD, openImport } from './importing.ts';
import { NOW } from './said.ts';

const HEADER = 'principal_id,provider,app,grant,refresh_token';
const row = (id: string, token = `rt-${id}`) => `${id},cloud,main,refresh_token,${token}`;
const rows = (count: number) => Array.from({ length: count }, (_, index) => row(`home-${index + 1}`));

const csv = (lines: readonly string[]) => `${[HEADER, ...lines].join('\n')}\n`;

const importing = (
  { file, fleet }: { file: string; fleet: { port: string } },
  options: readonly string[] = [],
  circumstances: { watched?: boolean; clock?: SteppedClock } = {},
) =>
  command(['import', file, '--local', fleet.port, ...options], {
    clock: new SteppedClock(NOW),
    ...circumstances,
  });

/** What a line is spoilt by, in turn, and why it is rejected. */
const SPOILT = [
  { line: (id: string) => row(id, `${DEAD}-${id}`), reason: 'grant.refresh_token: give another' },
  { line: (id: string) => `${row(id)},one,more`, reason: expect.stringContaining('has 7 fields') },
  { line: (id: string) => row(id, `"${id}`), reason: expect.stringContaining('is not CSV') },
  { line: (id: string) => row(`not an ${id}`), reason: expect.stringContaining('principal_id: must be') },
  { line: () => row('home-1', 'rt-twice'), reason: 'principal_id: it stands in line 2 already' },
];

/** 10,000 rows, of which every 200th is spoilt. */
const withBadOnes = () => {
  const bad = new Map<number, (typeof SPOILT)[number]>();
  const lines = rows(10_000).map((good, index) => {
    const spoilt = index % 200 === 199 ? SPOILT[bad.size % SPOILT.length] : undefined;
    if (!spoilt) return good;
    bad.set(index + 2, spoilt);
    return spoilt.line(`home-${index + 1}`);
  });
  return { lines, bad };
};

describe('import', () => {
  test('of 10,000 rows with 50 bad ones, cut off and resumed, has exactly the good ones in, once', async () => {
    await using bench = await openImport();
    const { lines, bad } = withBadOnes();
    await bench.write(csv(lines));
    let calls = 0;
    bench.fleet.answers((request) => {
      calls += 1;
      // Done, and its answer never gets out: the function ends with an error after the work.
      const answer = bench.table.answer(request);
      return calls === 40 ? 'Runtime.ExitError' : answer;
    });

    const cutOff = await importing(bench);
    const inBefore = bench.table.rows.size;
    const resumed = await importing(bench);

    const { table } = bench;
    const good = lines.flatMap((line, index) => (bad.has(index + 2) ? [] : [line.split(',')[0]]));
    expect(cutOff).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('The same command goes on from here'),
    });
    expect(inBefore).toBeGreaterThan(3_000);
    expect(inBefore).toBeLessThan(5_000);
    expect(resumed.code).toBe(1);
    expect(resumed.stdout).toMatch(/^\d+ enrolled in .+, \d+ were in already, 50 rejected\n/);
    expect(table.enrolments).toHaveLength(9_950);
    expect([...table.rows.keys()].sort()).toEqual(good.sort());
    expect(table.rows.get('home-1')?.grant).toEqual({ kind: 'refresh_token', refresh_token: 'rt-home-1' });
    const rejects = (await bench.rejects()).sort((one, other) => one.line - other.line);
    expect(rejects).toMatchObject([...bad].map(([line, { reason }]) => ({ line, reason })));
    expect((await bench.journal()) + JSON.stringify(rejects) + cutOff.stderr + resumed.stderr).not.toContain(
      'rt-',
    );
  });

  test('that is over does nothing when it is run again', async () => {
    await using bench = await openImport();
    await bench.write(csv([...rows(3), row('gone', DEAD)]));
    await importing(bench);
    bench.fleet.asked.length = 0;

    const { code, stdout } = await importing(bench);

    expect(code).toBe(1);
    expect(stdout).toMatch(/^0 enrolled .+, 3 were in already, 1 rejected\n/);
    expect(bench.fleet.asked).toEqual([]);
    expect(await bench.rejects()).toMatchObject([{ line: 5, principal_id: 'gone' }]);
  });

  test('sends those again that were refused, mended meanwhile, with --retry-rejected', async () => {
    await using bench = await openImport();
    await bench.write(csv([row('one'), row('gone', DEAD)]));
    await importing(bench);
    await bench.write(csv([row('one'), row('gone', 'rt-new')]));

    const { code } = await importing(bench, ['--retry-rejected']);

    expect(code).toBe(0);
    expect(bench.table.rows.get('gone')?.grant.refresh_token).toBe('rt-new');
    expect(bench.table.enrolments).toEqual(['one', 'gone']);
    expect(await bench.rejects()).toEqual([]);
  });

  test('sends one grant under one id only, and says where to look next as the fleet was named', async () => {
    await using bench = await openImport();
    await bench.write(csv([row('anna', 'rt-1'), row('bert', 'rt-1'), row('carl', 'rt-2')]));

    const { stdout } = await importing(bench);

    expect(bench.table.enrolments).toEqual(['anna', 'carl']);
    expect(await bench.rejects()).toEqual([
      {
        line: 3,
        principal_id: 'bert',
        reason: 'grant: the same as that of anna: give each principal its own',
      },
    ]);
    expect(stdout).toContain(`See ${bench.file}.rejects for`);
    expect(stdout).toContain(`Look with: refresh-scheduler status --local ${bench.fleet.port}\n`);
  });

  test('counts a row whose answer was lost as in, but not one that somebody else had enrolled before', async () => {
    await using bench = await openImport();
    const { table } = bench;
    await bench.write(csv([row('ours'), row('theirs')]));
    table.rows.set('theirs', { grant: { kind: 'login' }, app: 'main', generation: table.generation - 3_600 });
    bench.fleet.answers((request) => {
      table.answer(request);
      return 'Runtime.ExitError';
    });
    await importing(bench);
    bench.fleet.answers(table.answer);

    const { stdout } = await importing(bench);

    expect(stdout).toMatch(/^1 enrolled .+, 0 were in already, 1 rejected\n/);
    expect(await bench.rejects()).toEqual([
      { line: 3, principal_id: 'theirs', reason: 'principal_id: It is enrolled' },
    ]);
    expect(table.enrolments).toEqual(['ours']);
  });

  test('sends a row again that never arrived, but not before the call that had it must be over', async () => {
    await using bench = await openImport();
    await bench.write(csv([row('late')]));
    bench.fleet.answers(() => 'Runtime.ExitError');
    await importing(bench);
    bench.fleet.answers(bench.table.answer);
    const clock = new SteppedClock(NOW + 5_000);

    const { code, stderr } = await importing(bench, [], { clock });

    expect(code).toBe(0);
    expect(clock.now()).toBe(NOW + 75_000);
    expect(stderr).toContain('waiting 70 s for what the last run had sent');
    expect(bench.fleet.asked.map(({ operation }) => operation)).toEqual(['show', 'show', 'enrolMany']);
  });

  test('sends those again at once that the function had no time for, and asks about those it does not know of', async () => {
    await using bench = await openImport();
    const { table } = bench;
    await bench.write(csv([row('done'), row('untried'), row('unsure-in'), row('unsure-out')]));
    let first = true;
    bench.fleet.answers((request) => {
      if (request.operation !== 'enrolMany' || !first) return table.answer(request);
      first = false;
      const [one, , three] = request.principals as object[];
      table.answer({ operation: 'enrolMany', principals: [one, three] });
      const left = (word: string) => ({ ...refused(), left: word });
      const results = [{ ok: true }, left('untried'), left('unsure'), left('unsure')];
      return { ok: true, operation: 'enrolMany', results };
    });

    const { code } = await importing(bench);

    expect(code).toBe(0);
    expect(table.enrolments).toEqual(['done', 'unsure-in', 'untried', 'unsure-out']);
  });

  test('takes JSON lines, and every column of CSV', async () => {
    await using bench = await openImport();
    const { fleet } = bench;
    const json = { principal_id: 'one', provider: 'cloud', app: 'main', grant: { kind: 'login' } };
    await bench.write(`\uFEFF${JSON.stringify(json)}\r\n\r\nnot json\r\n[1]\r\n`);
    await importing(bench);
    const fromJson = fleet.asked.splice(0);
    const jsonRejects = await bench.rejects();
    await bench.write(
      [
        'grant,principal_id,provider,app,username,password,keep_login,as,subject,label.site,label.note',
        'password,two,cloud,main,ann," p,""w ",true,,u-2,north,',
        'login,three,cloud,main,,,,guest,,,"a, b"',
      ].join('\r\n'),
    );

    await importing(bench);

    expect(fromJson).toEqual([{ operation: 'enrolMany', principals: [json] }]);
    expect(jsonRejects).toEqual([
      { line: 3, reason: 'is not a JSON object' },
      { line: 4, reason: 'is not a JSON object' },
    ]);
    expect(fleet.asked).toEqual([
      {
        operation: 'enrolMany',
        principals: [
          {
            principal_id: 'two',
            provider: 'cloud',
            app: 'main',
            subject: 'u-2',
            grant: { kind: 'password', username: 'ann', password: ' p,"w ', keep_login: true },
            labels: { site: 'north' },
          },
          {
            principal_id: 'three',
            provider: 'cloud',
            app: 'main',
            grant: { kind: 'login', as: 'guest' },
            labels: { note: 'a, b' },
          },
        ],
      },
    ]);
  });

  test.each<[string, string, string]>([
    ['nothing', '', 'FILE is empty'],
    ['an array', '[{}]', 'FILE is a JSON array'],
    ['no first line of names', 'home-1,cloud,Secret-1', 'FILE line 1: column 1 is none of principal_id'],
    ['a column twice', `${HEADER},app\n`, 'FILE line 1: column 6 is there twice'],
    ['too few columns', 'principal_id,app\nx,y\n', 'FILE line 1: the column provider is missing'],
  ])('sends nothing of a file with %s, and repeats none of it', async (_, content, problem) => {
    await using bench = await openImport();
    await bench.write(content);

    const { code, stdout, stderr } = await importing(bench);

    expect({ code, stdout, asked: bench.fleet.asked }).toEqual({ code: 2, stdout: '', asked: [] });
    expect(stderr).toContain(`error: ${problem}`);
    expect(stderr).not.toContain('Secret-1');
    await expect(bench.journal()).rejects.toThrow('ENOENT');
  });

  test('goes on from a journal whose last line was cut off, and leaves that of another fleet alone', async () => {
    await using bench = await openImport();
    await bench.write(csv(rows(2)));
    await importing(bench);
    const journal = await bench.journal();
    await truncate(`${bench.file}.progress`, journal.length - 5);
    const goesOn = await importing(bench);
    const mended = await bench.journal();
    await writeFile(`${bench.file}.progress`, journal.replace(/"fleet":"[^"]+"/, '"fleet":"another"'));

    const another = await importing(bench);

    expect(goesOn).toMatchObject({ code: 0, stdout: expect.stringMatching(/^2 enrolled/) });
    expect(bench.table.enrolments).toHaveLength(2);
    expect(mended.trimEnd().split('\n').slice(-1)).toEqual([expect.stringMatching(/^\{"enrolled":/)]);
    expect(another).toMatchObject({ code: 2, stderr: expect.stringContaining('into another fleet') });
  });

  test('does not take somebody else’s file for its journal', async () => {
    await using bench = await openImport();
    await bench.write(csv(rows(1)));
    await appendFile(`${bench.file}.progress`, 'my notes\n');

    const { code, stderr } = await importing(bench);

    expect(code).toBe(2);
    expect(stderr).toContain('FILE.progress is none of ours');
    expect(await bench.journal()).toBe('my notes\n');
  });

  test('shows how far it is where somebody watches', async () => {
    await using bench = await openImport();
    await bench.write(csv(rows(150)));

    const { stderr } = await importing(bench, [], { watched: true });

    expect(stderr).toMatch(/import \[.+\] \d+\/151 lines, 0 rejected/);
  });
});

const refused = () => ({
  ok: false,
  operation: 'enrol',
  problems: [{ field: 'principal_id', remedy: 'look' }],
});
