/** Red, green and blue, each from 0 to 255. */
export type Rgb = readonly [number, number, number];

/** @returns undefined for what is not `#rrggbb` */
export const rgbOf = (hex: string): Rgb | undefined => {
  const [, red, green, blue] = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex) ?? [];
  if (red === undefined || green === undefined || blue === undefined) return undefined;
  return [Number.parseInt(red, 16), Number.parseInt(green, 16), Number.parseInt(blue, 16)];
};

const hexOf = (rgb: Rgb): string =>
  `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

/** @see https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
const luminance = (rgb: Rgb): number => {
  const [red = 0, green = 0, blue = 0] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

/** From 1 to 21. @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export const contrastOf = (one: Rgb, other: Rgb): number => {
  const [brighter = 0, darker = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (brighter + 0.05) / (darker + 0.05);
};

/** Of what is drawn and not read. @see https://www.w3.org/TR/WCAG22/#non-text-contrast */
const LEAST = 3;
const STEPS = 20;

const mix = (from: Rgb, to: Rgb, share: number): Rgb => [
  from[0] + (to[0] - from[0]) * share,
  from[1] + (to[1] - from[1]) * share,
  from[2] + (to[2] - from[2]) * share,
];

/**
 * A dashboard's colours are chosen for a white page. The same hue, so much lighter or darker that it stands out from the
 * ground; what is not `#rrggbb` is left as it is.
 */
export const seenOn = (color: string, ground: string): string => {
  const [drawn, behind] = [rgbOf(color), rgbOf(ground)];
  if (!drawn || !behind) return color;
  const towards: Rgb = luminance(behind) < 0.2 ? [255, 255, 255] : [0, 0, 0];
  for (let step = 0; step <= STEPS; step += 1) {
    const mixed = mix(drawn, towards, step / STEPS);
    if (contrastOf(mixed, behind) >= LEAST) return hexOf(mixed);
  }
  return hexOf(towards);
};
