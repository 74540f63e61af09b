/** A folder of sources whose mutants are tried together, against the tests that have to notice. */
export interface Piece {
  readonly folder: string;
  /** Folders of tests that count: what a layer decides has to be tested there, not only where it is used. */
  readonly tests: readonly string[];
  /** Files among them that do not: they take seconds, and have little to say about this folder. */
  readonly except: readonly string[];
}

/** What is checked: where a wrong decision, write or deletion would come from. */
const FOLDERS: readonly string[] = [
  'src/engine',
  'src/core/pass',
  'src/core/gitops',
  'src/core/certificates',
  'src/core/rotation',
  'src/core/deletion',
  'src/core/mixer',
  'src/core/data-plane',
  'src/core/drift',
  'src/core/upgrade',
  'src/core/model',
  'src/core/readiness',
  'src/core/ownership',
  'src/core/status',
  'charts/kit',
];

/** Tests that render every release: they need ten seconds and more, and count for nothing. */
const RENDERING: readonly string[] = [
  'test/unit/core/model/parts.test.ts',
  'test/unit/charts/kit/probes-of-releases.test.ts',
];

/** Tests that need seconds. They count for their own folder. */
const SLOW: readonly string[] = [
  'test/unit/core/deletion/steps.test.ts',
  'test/unit/core/upgrade/action.test.ts',
  'test/unit/core/upgrade/path.test.ts',
  'test/unit/core/upgrade/plan.test.ts',
];

const mirrorOf = (folder: string): string => folder.replace(/^src\//, '');

/** Tests of the whole core count for each of its folders: folders are tested through those that use them, too. */
function pieceOf(folder: string): Piece {
  const layer = mirrorOf(folder).replace(/^core\/.*/, 'core');
  return {
    folder,
    tests: [`test/unit/${layer}`, `test/property/${layer}`],
    except: [...RENDERING, ...SLOW.filter((file) => !file.startsWith(`test/unit/${mirrorOf(folder)}/`))],
  };
}

/** All pieces that there are. */
export const PIECES: readonly Piece[] = FOLDERS.map(pieceOf);
