import type { Page } from 'playwright-core';
import { contrastOf, type Rgb } from '../../local/page/browser/page/contrast.ts';

/** A text that can be seen, with its colour and the grounds behind it, the nearest first. */
interface Seen {
  readonly text: string;
  readonly color: string;
  readonly grounds: readonly string[];
}

/** `rgb(1, 2, 3)` or `rgba(1, 2, 3, 0.5)`, as a browser writes it. */
const read = (color: string): { readonly rgb: Rgb; readonly alpha: number } => {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return { rgb: [red, green, blue], alpha };
};

const over = (rgb: Rgb, alpha: number, below: Rgb): Rgb => [
  rgb[0] * alpha + below[0] * (1 - alpha),
  rgb[1] * alpha + below[1] * (1 - alpha),
  rgb[2] * alpha + below[2] * (1 - alpha),
];

/* The types of a browser are not known here: what runs in the page is checked by running it. */

/** Every text of the page with the contrast to what is behind it, worked out from the styles. */
export const contrastsOn = async (page: Page): Promise<{ text: string; contrast: number }[]> => {
  const seen = await page.locator('body').evaluate((body): Seen[] => {
    const { document } = body.ownerDocument.defaultView;
    const { NodeFilter, getComputedStyle } = document.defaultView;
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    const found: Seen[] = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent.trim();
      if (text === '' || element.closest('.unseen') || element.getClientRects().length === 0) continue;
      const grounds: string[] = [];
      for (let up = element; up; up = up.parentElement) grounds.push(getComputedStyle(up).backgroundColor);
      found.push({ text, color: getComputedStyle(element).color, grounds });
    }
    return found;
  });
  return seen.map(({ text, color, grounds }) => {
    const ground = grounds
      .map(read)
      .reduceRight((below: Rgb, { rgb, alpha }) => over(rgb, alpha, below), [255, 255, 255]);
    const { rgb, alpha } = read(color);
    return { text, contrast: contrastOf(over(rgb, alpha, ground), ground) };
  });
};
