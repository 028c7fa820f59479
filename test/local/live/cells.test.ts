import { describe, expect, test } from '@jest/globals';
import stringWidth from 'string-width';
import { bar, cell, cut, flow } from '../../../local/live/cells.ts';

describe('a cell', () => {
  test.each([
    ['short', 8, 'short   '],
    ['exact', 5, 'exact'],
    ['too long', 5, 'too …'],
    ['古い家', 5, '古い…'],
    ['古い家', 4, '古… '],
    ['x', 0, ''],
  ])('of "%s" in %i columns is "%s"', (text, width, expected) => {
    expect(cell(text, width)).toBe(expected);
    expect(stringWidth(cell(text, width))).toBe(width);
  });

  test('can stand on the right', () => {
    expect(cell('42s', 6, 'right')).toBe('   42s');
  });
});

test('a text that fits is not cut', () => {
  expect(cut('fits', 4)).toBe('fits');
});

describe('a flow of parts', () => {
  test('breaks between parts only', () => {
    expect(flow(['alive 8', 'halted 1', 'ticks 60'], 18)).toEqual(['alive 8  halted 1', 'ticks 60']);
  });

  test('cuts a part that is wider than a line', () => {
    expect(flow(['abcdefgh', 'ij'], 5)).toEqual(['abcd…', 'ij']);
  });
});

describe('a bar', () => {
  test.each([
    [1, '████'],
    [0.5, '██░░'],
    [0.01, '▏░░░'],
    [0.6, '██▌░'],
    [0, '░░░░'],
    [-1, '░░░░'],
    [7, '████'],
  ])('of %f is %s', (share, expected) => {
    expect(bar(share, 4)).toBe(expected);
  });
});
