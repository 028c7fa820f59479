import { describe, expect, test } from '@jest/globals';
import { type Mark, markdownTree } from '../../../local/page/browser/page/markdown-tree.ts';

const text = (said: string): Mark => ({ is: 'text', text: said });

describe('Markdown of a text widget', () => {
  test('becomes headings, emphasis, code and lists', () => {
    expect(markdownTree('## One\n\n**two** _three_ `four`\n\n- five')).toEqual([
      { is: 'heading', depth: 2, marks: [text('One')] },
      {
        is: 'paragraph',
        marks: [
          { is: 'strong', marks: [text('two')] },
          text(' '),
          { is: 'emphasis', marks: [text('three')] },
          text(' '),
          { is: 'code', text: 'four' },
        ],
      },
      { is: 'list', ordered: false, marks: [{ is: 'item', marks: [text('five')] }] },
    ]);
  });

  test('becomes tables', () => {
    expect(markdownTree('|a|b|\n|-|-|\n|1|2|')).toEqual([
      { is: 'table', head: [[text('a')], [text('b')]], rows: [[[text('1')], [text('2')]]] },
    ]);
  });

  test.each(['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<b>bold</b>'])(
    'shows HTML as the text that it is: %s',
    (html) => {
      const inlined = JSON.stringify(markdownTree(`before ${html} after`));
      const block = JSON.stringify(markdownTree(html));

      for (const one of [inlined, block]) {
        expect(one).toContain(html.slice(0, 3));
        expect(one.match(/"is":"(\w+)"/g)?.filter((is) => !/paragraph|text/.test(is))).toEqual([]);
      }
    },
  );

  test('links to the web alone', () => {
    expect(markdownTree('[a](https://example.com/x#y)')).toEqual([
      { is: 'paragraph', marks: [{ is: 'link', href: 'https://example.com/x#y', marks: [text('a')] }] },
    ]);
    expect(
      JSON.stringify(markdownTree('[a](javascript:alert(1)) [b](data:text/html,x) ![c](https://x/y.png)')),
    ).not.toMatch(/"href"/);
  });

  test('knows the signs that HTML has names for', () => {
    expect(markdownTree('a &lt; b &amp; c')).toEqual([{ is: 'paragraph', marks: [text('a < b & c')] }]);
  });
});
