import { lexer, type Token, type Tokens } from 'marked';

/** What of Markdown is shown. Everything else, HTML above all, is shown as the text that it is. */
export type Mark =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'link'; readonly href: string; readonly marks: readonly Mark[] }
  | { readonly is: 'heading'; readonly depth: number; readonly marks: readonly Mark[] }
  | { readonly is: 'list'; readonly ordered: boolean; readonly marks: readonly Mark[] }
  | { readonly is: 'code' | 'break' | 'rule'; readonly text: string }
  | { readonly is: 'paragraph' | 'strong' | 'emphasis' | 'item' | 'quote'; readonly marks: readonly Mark[] }
  | {
      readonly is: 'table';
      readonly head: readonly (readonly Mark[])[];
      readonly rows: readonly (readonly (readonly Mark[])[])[];
    };

/** Pure: reads the Markdown of a text widget. */
export const markdownTree = (markdown: string): Mark[] => marksOf(lexer(markdown));

const marksOf = (tokens: readonly Token[] | undefined): Mark[] => (tokens ?? []).flatMap(markOf);

const markOf = (token: Token): Mark[] => {
  switch (token.type) {
    case 'space':
    case 'def':
      return [];
    case 'heading': {
      const { depth, tokens } = token as Tokens.Heading;
      return [{ is: 'heading', depth, marks: marksOf(tokens) }];
    }
    case 'paragraph':
      return [{ is: 'paragraph', marks: marksOf(token.tokens) }];
    case 'strong':
      return [{ is: 'strong', marks: marksOf(token.tokens) }];
    case 'em':
      return [{ is: 'emphasis', marks: marksOf(token.tokens) }];
    case 'blockquote':
      return [{ is: 'quote', marks: marksOf(token.tokens) }];
    case 'list': {
      const { ordered, items } = token as Tokens.List;
      return [
        { is: 'list', ordered, marks: items.map(({ tokens }) => ({ is: 'item', marks: marksOf(tokens) })) },
      ];
    }
    case 'link': {
      const { href, tokens } = token as Tokens.Link;
      return isWeb(href) ? [{ is: 'link', href, marks: marksOf(tokens) }] : marksOf(tokens);
    }
    case 'table': {
      const { header, rows } = token as Tokens.Table;
      const cells = (row: readonly Tokens.TableCell[]) => row.map(({ tokens }) => marksOf(tokens));
      return [{ is: 'table', head: cells(header), rows: rows.map(cells) }];
    }
    case 'code':
    case 'codespan':
      return [{ is: 'code', text: (token as Tokens.Code).text }];
    case 'br':
      return [{ is: 'break', text: '\n' }];
    case 'hr':
      return [{ is: 'rule', text: '' }];
    case 'text':
      return token.tokens
        ? marksOf(token.tokens)
        : [{ is: 'text', text: unescaped((token as Tokens.Text).text) }];
    case 'escape':
      return [{ is: 'text', text: (token as Tokens.Escape).text }];
    default:
      return [{ is: 'text', text: token.raw }];
  }
};

const isWeb = (href: string): boolean => /^https?:\/\//i.test(href);

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

/** Markdown takes HTML's names for the signs that mean something there. */
const unescaped = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot|#39);/g, (one) => ENTITIES[one] ?? one);
