import {
  CreateSecretCommand,
  type Filter,
  ListSecretsCommand,
  type ListSecretsCommandInput,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import { answer, type Call, type Stage } from './answer.ts';
import { operationsOf } from './secrets.ts';

const TAGS: Readonly<Record<string, string>> = { b: 'north', d: 'south' };

const listed = (stage: Stage, input: ListSecretsCommandInput) =>
  stage.clients.secrets.send(new ListSecretsCommand(input));

/** Four secrets `PREFIX/a` to `PREFIX/d`; b and d have a tag, a value each; `PREFIX/c` is on its way out. */
const folder = async (stage: Stage): Promise<string> => {
  const prefix = stage.name();
  for (const leaf of ['a', 'b', 'c', 'd']) {
    const site = TAGS[leaf];
    await stage.clients.secrets.send(
      new CreateSecretCommand({
        Name: `${prefix}/${leaf}`,
        SecretString: leaf,
        Description: `Leaf ${leaf} of ${prefix}`,
        ...(site === undefined ? {} : { Tags: [{ Key: `site-${prefix}`, Value: `${site}-${prefix}` }] }),
      }),
    );
  }
  await operationsOf(stage).delete(`${prefix}/c`);
  return prefix;
};

/** The last part of each name that is listed under the filters, in order. */
const leaves = async (stage: Stage, prefix: string, input: ListSecretsCommandInput): Promise<string[]> => {
  const { SecretList = [] } = await listed(stage, input);
  return SecretList.flatMap(({ Name = '' }) => (Name.startsWith(`${prefix}/`) ? [Name.slice(-1)] : []));
};

const filtered = (
  what: string,
  filters: (prefix: string) => Filter[],
  more: ListSecretsCommandInput = {},
): Call => ({
  what: `ListSecrets ${what}`,
  async ask(stage) {
    const prefix = await folder(stage);
    return (await leaves(stage, prefix, { Filters: filters(prefix), ...more })).toSorted();
  },
});

const named = (Values: string[]): Filter => ({ Key: 'name', Values });

/** What ListSecrets finds, how it turns pages, and tags, by which a census and IAM find secrets. */
export const secretLists: readonly Call[] = [
  filtered('by the beginning of a name, with what comes under it', (prefix) => [named([`${prefix}/`])]),
  filtered('by one of two names', (prefix) => [named([`${prefix}/a`, `${prefix}/d`])]),
  filtered('by a name in other letters', (prefix) => [named([`${prefix}/`.toUpperCase()])]),
  filtered('by the middle of a name', (prefix) => [named([`${prefix.slice(4)}/`])]),
  filtered('by a name, without one', (prefix) => [named([`${prefix}/`]), named([`!${prefix}/a`])]),
  filtered('by a tag’s key', (prefix) => [{ Key: 'tag-key', Values: [`site-${prefix}`] }]),
  filtered('by a tag’s value', (prefix) => [{ Key: 'tag-value', Values: [`north-${prefix}`] }]),
  filtered('by name and tag', (prefix) => [
    named([`${prefix}/`]),
    { Key: 'tag-value', Values: [`south-${prefix}`] },
  ]),
  filtered('by a description, in other letters', (prefix) => [
    { Key: 'description', Values: [`LEAF B of ${prefix}`] },
  ]),
  filtered('with those that are on their way out', (prefix) => [named([`${prefix}/`])], {
    IncludePlannedDeletion: true,
  }),
  filtered('by a name that nothing has', (prefix) => [named([`${prefix}-`])]),

  {
    what: 'ListSecrets page by page',
    async ask(stage) {
      const prefix = await folder(stage);
      const Filters = [named([`${prefix}/`])];
      const sizes: number[] = [];
      const names: string[] = [];
      let NextToken: string | undefined;
      do {
        const page = await listed(stage, { Filters, MaxResults: 2, NextToken });
        sizes.push(page.SecretList?.length ?? 0);
        names.push(...(page.SecretList ?? []).map(({ Name = '' }) => Name.slice(-1)));
        ({ NextToken } = page);
      } while (NextToken !== undefined && sizes.length < 5);
      return { sizes, names: names.toSorted() };
    },
  },
  {
    what: 'ListSecrets from a page that is not known',
    ask: (stage) => answer(listed(stage, { NextToken: 'no page of ours' })),
  },
  {
    what: 'ListSecrets with more than a hundred to a page',
    ask: (stage) => answer(listed(stage, { MaxResults: 101 }).then(() => ({ listed: true }))),
  },

  {
    what: 'TagResource adds and changes tags, UntagResource takes them away',
    async ask(stage) {
      const { create, describe } = operationsOf(stage);
      const SecretId = stage.name();
      await create(SecretId, '1'.repeat(64), 'value');
      const { secrets } = stage.clients;
      const Tags = [
        { Key: 'fleet', Value: 'another' },
        { Key: 'site', Value: 'north' },
      ];
      const tagged = await answer(secrets.send(new TagResourceCommand({ SecretId, Tags })));
      const tags = (await describe(SecretId)).Tags;
      const untagged = await answer(secrets.send(new UntagResourceCommand({ SecretId, TagKeys: ['fleet'] })));
      return { tagged, tags, untagged, left: (await describe(SecretId)).Tags };
    },
  },
  {
    what: 'TagResource where there is no secret',
    ask: (stage) =>
      answer(
        stage.clients.secrets.send(
          new TagResourceCommand({ SecretId: stage.name(), Tags: [{ Key: 'a', Value: 'b' }] }),
        ),
      ),
  },
];
