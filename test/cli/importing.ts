import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Asked, type Fleet, startFleet } from './fleet.ts';
import { NOW, nowSeconds, refused, shown } from './said.ts';

interface Principal {
  readonly principal_id: string;
  readonly app: string;
  readonly grant: { readonly kind: string; readonly refresh_token?: string };
}

/** What begins like this is refused by the fleet, whoever brings it. */
export const DEAD = 'dead-token';

/** A fleet that enrols as the real one: each id once, and never over a grant that lives. */
export class Table {
  /** By id: the grant, and the generation. */
  readonly rows = new Map<string, { grant: Principal['grant']; app: string; generation: number }>();
  /** How often an id was enrolled: more than once must not be. */
  readonly enrolments: string[] = [];
  generation = nowSeconds;

  answer = (request: Asked): object => {
    if (request.operation === 'show') return this.#show(String(request.principal_id));
    const principals = request.principals as readonly Principal[];
    return { ok: true, operation: 'enrolMany', results: principals.map((one) => this.#enrol(one)) };
  };

  #enrol({ principal_id, app, grant }: Principal): object {
    if (grant.refresh_token?.startsWith(DEAD)) return refused('enrol', 'grant.refresh_token', 'give another');
    if (this.rows.has(principal_id)) return refused('enrol', 'principal_id', 'It is enrolled');
    this.rows.set(principal_id, { grant, app, generation: this.generation });
    this.enrolments.push(principal_id);
    return { ok: true, operation: 'enrol', principal_id };
  }

  #show(id: string): object {
    const row = this.rows.get(id);
    return row ? shown(id, row) : refused('show', 'principal_id', 'not enrolled');
  }
}

/** A folder with one file to import, and a fleet to import it into. */
export const openImport = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'import-'));
  const fleet: Fleet = await startFleet();
  const table = new Table();
  fleet.answers(table.answer);
  const file = join(folder, 'fleet.csv');
  return {
    fleet,
    table,
    file,
    now: NOW,
    write: (content: string) => writeFile(file, content),
    journal: () => readFile(`${file}.progress`, 'utf8'),
    rejects: async () =>
      (await readFile(`${file}.rejects`, 'utf8').catch(() => ''))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as { line: number; principal_id?: string; reason: string }),
    async [Symbol.asyncDispose]() {
      await fleet.close();
      await rm(folder, { recursive: true });
    },
  };
};
