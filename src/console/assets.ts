import { readFileSync } from 'node:fs';

/** What a page loads besides itself. */
export interface Assets {
  /** Keeps pages fresh; empty where nobody has bundled it: pages can be read without. */
  readonly script: string;
  readonly style: string;
  readonly icon: string;
}

/** A bundle has the texts in it, and this function is not in it (scripts/bundle.ts). */
export function readAssets(): Assets {
  const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
  return {
    script: whereBuilt(() => read('../../build/console.js')),
    style: read('page/console.css'),
    icon: read('page/icon.svg'),
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
