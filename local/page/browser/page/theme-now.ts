import type { Theme } from './theme.ts';

export const readTheme = (): Theme => {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ground: value('--panel'),
    text: value('--text'),
    quiet: value('--quiet'),
    rule: value('--rule'),
    shade: value('--shade'),
    font: getComputedStyle(document.body).fontFamily,
  };
};

const DARK = matchMedia('(prefers-color-scheme: dark)');

export const onThemeChange = (listener: () => void): void => DARK.addEventListener('change', listener);
