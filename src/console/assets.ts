import { readFileSync } from 'node:fs';

/** What a page loads besides itself. */
export interface Assets {
  /** Keeps pages fresh; empty where nobody has bundled it: pages can be read without. */
  readonly script: string;
  readonly style: string;
  readonly icon: string;
}

/** One style, in the order in which later rules win. */
const STYLES = ['colours', 'frame', 'words', 'picture', 'cards', 'way', 'told', 'objects', 'proxy', 'narrow'].map(
  (name) => `page/style/${name}.css`,
);
const ICON = 'page/icon.svg';

/** The files that pages are made of, from this folder. */
export const ASSET_FILES: readonly string[] = [...STYLES, ICON];

/** A bundle has the texts in it, and this file is not in it (scripts/bundle.ts). */
export function readAssets(): Assets {
  const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
  return {
    script: whereBuilt(() => read('../../build/console.js')),
    style: STYLES.map(read).join('\n'),
    icon: read(ICON),
  };
}

function whereBuilt(read: () => string): string {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
