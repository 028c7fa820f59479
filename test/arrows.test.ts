import { describe, expect, test } from '@jest/globals';
import {
  importsOf,
  readPackageJson,
  type SourceFile,
  sourceFilesIn,
  withoutComments,
} from './support/source-files.ts';

const sources = sourceFilesIn([
  'lambdas',
  'planning',
  'infra',
  'cli',
  'local',
  'simulation',
  'bench',
  'test',
]);
const matching = (pattern: RegExp): SourceFile[] => sources.filter(({ path }) => pattern.test(path));

const ANY = /./;
const NONE = /^$/;

/** `core <- flow <- adapters <- functions`, and what lies beside them. */
interface Arrow {
  readonly rule: string;
  readonly of: RegExp;
  /** Files of this repository that these may import. */
  readonly files: RegExp;
  /** Packages and Node's modules that these may import. */
  readonly packages: RegExp;
}

const ARROWS: readonly Arrow[] = [
  {
    rule: 'contract.ts and metrics.ts import nothing',
    of: /^lambdas\/(contract|metrics)\.ts$/,
    files: NONE,
    packages: NONE,
  },
  {
    rule: 'core imports core, contract.ts, zod and node:crypto',
    of: /^lambdas\/core\//,
    files: /^lambdas\/(core\/|contract\.ts$)/,
    packages: /^(zod|node:crypto)$/,
  },
  {
    rule: 'flow imports flow, core, contract.ts and node:crypto',
    of: /^lambdas\/flow\//,
    files: /^lambdas\/(flow\/|core\/|contract\.ts$)/,
    packages: /^node:crypto$/,
  },
  {
    rule: 'adapters import adapters, flow, core, contract.ts and metrics.ts',
    of: /^lambdas\/adapters\//,
    files: /^lambdas\/(adapters\/|flow\/|core\/|(contract|metrics)\.ts$)/,
    packages: ANY,
  },
  {
    rule: 'functions import what lies in lambdas',
    of: /^lambdas\/(refresh|census|operate|reject|notify)\//,
    files: /^lambdas\//,
    packages: ANY,
  },
  {
    rule: 'what consumers import brings nothing of the scheduler along but its names',
    of: /^lambdas\/consumer\//,
    files: /^lambdas\/(consumer\/|contract\.ts$)/,
    packages: ANY,
  },
  {
    rule: 'planning imports of the rest core, contract.ts, metrics.ts and flow/limits.ts alone, and no package',
    of: /^planning\//,
    files: /^(planning\/|lambdas\/(core\/|(contract|metrics|flow\/limits)\.ts$))/,
    packages: NONE,
  },
  {
    rule: 'infra imports of the rest contract.ts, metrics.ts and planning alone',
    of: /^infra\//,
    files: /^(infra\/|planning\/|lambdas\/(contract|metrics)\.ts$)/,
    packages: ANY,
  },
  {
    rule: 'cli imports of the rest contract.ts, core and planning alone',
    of: /^cli\//,
    files: /^(cli\/|planning\/|lambdas\/(core\/|contract\.ts$))/,
    packages: ANY,
  },
  {
    rule: 'the stand-ins for AWS, for the clouds and for Lambda import of the rest contract.ts and metrics.ts alone',
    of: /^local\/(aws|clouds|cloudwatch|functions|stack)\//,
    files: /^(local\/|lambdas\/(contract|metrics)\.ts$)/,
    packages: ANY,
  },
  {
    rule: 'the page imports local alone',
    of: /^local\/page\//,
    files: /^local\//,
    packages: ANY,
  },
  {
    rule: 'what starts a local fleet imports local and lambdas',
    of: /^local\/(live\/)?[^/]+$/,
    files: /^(local|lambdas)\//,
    packages: ANY,
  },
  {
    rule: 'the simulation imports of the rest contract.ts, core and flow alone',
    of: /^simulation\//,
    files: /^(simulation\/|lambdas\/(core\/|flow\/|contract\.ts$))/,
    packages: ANY,
  },
];

/** Adapters do not know each other; these are parts of one, kept in files of their own. */
const PARTS_OF_ADAPTERS: Readonly<Record<string, readonly string[]>> = {
  'app-secret-writes.ts': ['secret-conditions.ts', 'secret-settings.ts'],
  'app-secrets.ts': ['app-secret-writes.ts', 'secret-settings.ts'],
  'census-gauges.ts': ['emf.ts'],
  'census-record.ts': ['causes-on-paper.ts', 'rows.ts'],
  'control-switches.ts': ['rows.ts'],
  'controls.ts': ['control-switches.ts', 'rows.ts'],
  'endpoint-probe.ts': ['transport-agents.ts', 'transport-failure.ts'],
  'malformed-removal.ts': ['rows.ts'],
  'notice-record.ts': ['causes-on-paper.ts', 'rows.ts'],
  'principal-batch.ts': ['rows.ts'],
  'principal-writes.ts': ['rows.ts', 'sound-row.ts'],
  'principal-scan.ts': ['rows.ts'],
  'principals.ts': [
    'malformed-removal.ts',
    'principal-batch.ts',
    'principal-scan.ts',
    'principal-writes.ts',
    'rows.ts',
  ],
  'secret-removal.ts': ['secret-conditions.ts', 'secret-settings.ts'],
  'sealer.ts': ['data-keys.ts'],
  'sound-row.ts': ['rows.ts'],
  'tick-meter.ts': ['emf.ts'],
  'token-secrets.ts': ['secret-settings.ts'],
  'transport.ts': ['transport-agents.ts', 'transport-failure.ts'],
  'vault.ts': ['secret-conditions.ts', 'secret-removal.ts', 'secret-settings.ts'],
};
/** Joins every port with its adapter. */
const KNOWS_ALL_ADAPTERS = 'lambdas/adapters/connect.ts';

describe('the arrows', () => {
  test.each(ARROWS)('$rule', ({ of, files, packages }) => {
    const strays = matching(of).flatMap(({ path, imports }) =>
      imports
        .filter((one) => !(one.kind === 'file' ? files : packages).test(one.of))
        .map((one) => `${path} imports ${one.of}`),
    );

    expect(strays).toEqual([]);
  });

  test('lead from every file: none lies outside the layers', () => {
    const outside = matching(/^(lambdas|planning|infra|cli|local|simulation)\//).filter(
      ({ path }) => !ARROWS.some(({ of }) => of.test(path)),
    );

    expect(outside.map(({ path }) => path)).toEqual([]);
  });

  test('do not lead from adapter to adapter', () => {
    const folder = 'lambdas/adapters/';
    const strays = matching(/^lambdas\/adapters\//)
      .filter(({ path }) => path !== KNOWS_ALL_ADAPTERS)
      .flatMap(({ path, imports }) =>
        imports
          .filter((one) => one.of.startsWith(folder))
          .map((one) => [path.slice(folder.length), one.of.slice(folder.length)] as const)
          .filter(([from, to]) => !PARTS_OF_ADAPTERS[from]?.includes(to))
          .map(([from, to]) => `${from} imports ${to}`),
      );

    expect(strays).toEqual([]);
  });

  test('never lead in a circle, types included', () => {
    const graph = new Map(sources.map(({ path, imports }) => [path, imports.map((one) => one.of)]));

    expect(circleIn(graph)).toBeUndefined();
  });

  test('are found in every way that an import is written', () => {
    const text = [
      "import zod from 'zod';",
      "import type { A } from '../core/a.ts';",
      'import {',
      '  one,',
      '  type Two,',
      "} from './b.ts';",
      "export * from './c.ts';",
      "import './d.ts';",
      "const e = await import('node:e');",
      "export const f = 'no import';",
      "// import g from './g.ts';",
      "/** import('./h.ts') */",
    ].join('\n');

    expect(importsOf('lambdas/flow/x.ts', text)).toEqual([
      { of: 'zod', kind: 'package', typeOnly: false },
      { of: 'lambdas/core/a.ts', kind: 'file', typeOnly: true },
      { of: 'lambdas/flow/b.ts', kind: 'file', typeOnly: false },
      { of: 'lambdas/flow/c.ts', kind: 'file', typeOnly: false },
      { of: 'lambdas/flow/d.ts', kind: 'file', typeOnly: false },
      { of: 'node:e', kind: 'node', typeOnly: false },
    ]);
  });

  test('are found in the tree, and in a circle where there is one', () => {
    const refresh = sources.find(({ path }) => path === 'lambdas/flow/refresh.ts');
    const circle = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', []],
      ['d', ['b']],
    ]);

    expect(refresh?.imports.map((one) => one.of)).toContain('lambdas/flow/keep.ts');
    expect(circleIn(circle)).toEqual(['b', 'd', 'b']);
  });
});

/** One circle of imports, its first file repeated at the end. */
function circleIn(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const follow = (path: string, trail: readonly string[]): string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const next of graph.get(path) ?? []) {
      const circle = follow(next, [...trail, path]);
      if (circle) return circle;
    }
    done.add(path);
    return undefined;
  };
  for (const path of graph.keys()) {
    const circle = follow(path, []);
    if (circle) return circle;
  }
  return undefined;
}

/** Lines of code (comments are free to say what they like) that match, as `path: line`. */
const linesWith = (files: readonly SourceFile[], pattern: RegExp): string[] =>
  files.flatMap(({ path, text }) =>
    withoutComments(text)
      .split('\n')
      .filter((line) => pattern.test(line))
      .map((line) => `${path}: ${line.trim()}`),
  );

describe('the core, and planning', () => {
  test.each([
    ['reads no clock', /\bDate\.now\b|\bnew Date\(\)|\bDate\(\)|\bperformance\b|\bhrtime\b/],
    ['draws no random number', /\bMath\.random\b|\brandom(UUID|Bytes|Int|FillSync)\b|\bgetRandomValues\b/],
    ['knows no environment', /\bprocess\b/],
    ['never waits', /\bawait\b|\basync\b|\bPromise\b|\bset(Timeout|Interval|Immediate)\b/],
    ['knows no AWS SDK', /@aws-/],
    ['sends nothing', /\bfetch\(/],
  ])('%s', (_, forbidden) => {
    expect(linesWith(matching(/^(lambdas\/core|planning)\//), forbidden)).toEqual([]);
  });
});

describe('providers', () => {
  test('are named in core/protocols and nowhere else', () => {
    const elsewhere = matching(/^(lambdas|planning|infra|cli)\/(?!core\/protocols\/)/);

    expect(linesWith(elsewhere, /dkn|huawei|kii/i)).toEqual([]);
  });
});

/** Longer than the rest may be, each for a reason. */
const LONG_FILES: readonly string[] = [
  // Every write on a row, side by side, as in the table of writes that was checked by a model.
  'lambdas/adapters/principal-writes.ts',
  // Every port in one place: types alone.
  'lambdas/flow/ports.ts',
];

describe('a file', () => {
  test('of the functions has 200 lines at most', () => {
    const long = matching(/^lambdas\//)
      .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
      .filter(({ path, lines }) => lines > 200 && !LONG_FILES.includes(path));

    expect(long).toEqual([]);
  });

  test('is named for what it does, and so is its folder', () => {
    const shapeless = matching(/(^|\/)(utils?|helpers?|common|misc)(\.[a-z.]+|\/|$)/i);

    expect(shapeless.map(({ path }) => path)).toEqual([]);
  });
});

describe('package.json', () => {
  const { dependencies = {}, devDependencies = {} } = readPackageJson();

  const packageOf = (name: string): string =>
    name
      .split('/')
      .slice(0, name.startsWith('@') ? 2 : 1)
      .join('/');
  const undeclared = (
    files: readonly SourceFile[],
    declared: (name: string, typeOnly: boolean) => boolean,
  ): string[] =>
    files.flatMap(({ path, imports }) =>
      imports
        .filter(({ kind, of, typeOnly }) => kind === 'package' && !declared(packageOf(of), typeOnly))
        .map(({ of }) => `${path} imports ${of}`),
    );
  /** Types may come from `@types`, and need not be there when the code runs. */
  const typesAreHere = (name: string): boolean =>
    name in dependencies || name in devDependencies || `@types/${name}` in devDependencies;

  test('declares as dependencies all that functions and command line import', () => {
    const strays = undeclared(matching(/^(lambdas|cli)\//), (name, typeOnly) =>
      typeOnly ? typesAreHere(name) : name in dependencies,
    );

    expect(strays).toEqual([]);
  });

  test('declares all that the rest imports', () => {
    const strays = undeclared(
      matching(/^(planning|infra|local|simulation|bench|test)\//),
      (name, typeOnly) => (typeOnly ? typesAreHere(name) : name in dependencies || name in devDependencies),
    );

    expect(strays).toEqual([]);
  });

  test('declares no dependency that nobody imports', () => {
    const imported = new Set(
      matching(/^(lambdas|cli)\//).flatMap(({ imports }) => imports.map(({ of }) => packageOf(of))),
    );

    expect(Object.keys(dependencies).filter((name) => !imported.has(name))).toEqual([]);
  });
});
