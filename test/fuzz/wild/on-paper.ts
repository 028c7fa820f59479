import { Random } from '../../../simulation/random.ts';
import { type Member, membersIn, objectsIn, type Paper, paperOf, raw, written } from './paper.ts';
import { type Changes, chosen, NUMBERS } from './recipe.ts';
import { heavyValue, NAMES_OF_OBJECTS, VALUES } from './vocabulary.ts';

const EMPTY = ['""', '" "', 'null', '0', '{}', '[]'];

/** Changes a member that the number chooses, if there is any. */
const atMember =
  (change: (member: Member, what: number, paper: Paper) => void) =>
  (paper: Paper, where: number, what: number): Paper => {
    const members = membersIn(paper);
    if (members.length > 0) change(chosen(members, where), what, paper);
    return paper;
  };

const add = (paper: Paper, where: number, member: Member): Paper => {
  const objects = objectsIn(paper);
  if (objects.length > 0) {
    const { members } = chosen(objects, where);
    members.splice(where % (members.length + 1), 0, member);
  }
  return paper;
};

const isText = (paper: Paper): boolean => paper.kind === 'raw' && paper.text.startsWith('"');

/** Text for a number, a number for text; anything else becomes a text that holds it. */
const retyped = (paper: Paper): Paper => {
  if (!isText(paper)) return raw(JSON.stringify(written(paper)));
  const text = written(paper).slice(1, -1);
  return raw(/^\d+$/.test(text) ? text : `${text.length}`);
};

/**
 * Changes of what is JSON, before it is written. `names` and `words` are what this kind of input speaks of.
 */
export const onPaper = (
  names: readonly string[],
  words: readonly string[],
  further: readonly string[] = [],
): Changes<Paper> => {
  const anyName = [...names, ...names, ...NAMES_OF_OBJECTS];
  const anyValue = [...VALUES, ...words.map((word) => JSON.stringify(word))];
  return {
    'another value': atMember((member, what) => {
      member.value = raw(chosen(anyValue, what));
    }),
    'another word': atMember((member, what) => {
      member.value = raw(JSON.stringify(chosen(words, what)));
    }),
    ...(further.length > 0 && {
      'another of its kind': atMember((member, what) => {
        member.value = raw(chosen(further, what));
      }),
    }),
    emptied: atMember((member, what) => {
      member.value = raw(chosen(EMPTY, what));
    }),
    'another type': atMember((member) => {
      member.value = retyped(member.value);
    }),
    'heavy value': (paper, where, what) =>
      atMember((member) => {
        member.value = raw(heavyValue(where >>> 8, what));
      })(paper, where, what),
    'another name': atMember((member, what) => {
      member.name = chosen(anyName, what);
    }),
    wrapped: atMember((member, what) => {
      const { value } = member;
      member.value = what % 2 ? { kind: 'list', items: [value] } : paperWith(chosen(anyName, what), value);
    }),
    swapped: atMember((member, what, paper) => {
      const other = chosen(membersIn(paper), what);
      // One inside the other would make a circle.
      if (member.value.kind !== 'raw' || other.value.kind !== 'raw') return;
      [member.value, other.value] = [other.value, member.value];
    }),
    twice: (paper, where, what) => {
      const members = membersIn(paper);
      if (members.length === 0) return paper;
      return add(paper, where, { name: chosen(members, where).name, value: raw(chosen(anyValue, what)) });
    },
    'further member': (paper, where, what) =>
      add(paper, where, {
        name: chosen(anyName, where >>> 4),
        value: raw(chosen(anyValue, what)),
      }),
    'member gone': (paper, where) => {
      const objects = objectsIn(paper);
      if (objects.length === 0) return paper;
      const { members } = chosen(objects, where >>> 8);
      members.splice(where % (members.length || 1), 1);
      return paper;
    },
    'made up': (_, where, what) => madeUp(new Random(what, where), anyName, anyValue, 3),
    'all in a list': (paper) => ({ kind: 'list', items: [paper] }),
    'all as text': (paper) => paperOf(written(paper)),
  };
};

const madeUp = (
  random: Random,
  names: readonly string[],
  values: readonly string[],
  levels: number,
): Paper => {
  const kind = levels === 0 ? 0 : random.below(levels === 3 ? 2 : 4);
  const inside = () => madeUp(random, names, values, levels - 1);
  if (kind === 1 || levels === 3) {
    const members = Array.from({ length: random.below(8) }, () => ({
      name: chosen(names, random.below(NUMBERS)),
      value: inside(),
    }));
    return { kind: 'object', members };
  }
  return kind === 2
    ? { kind: 'list', items: Array.from({ length: random.below(4) }, inside) }
    : raw(chosen(values, random.below(NUMBERS)));
};

const paperWith = (name: string, value: Paper): Paper => ({ kind: 'object', members: [{ name, value }] });
