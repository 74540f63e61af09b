import { describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { optionsOf } from '../../../../scripts/mutation/options.ts';
import { PIECES } from '../../../../scripts/mutation/pieces.ts';

const options = (...args: string[]) => {
  const { pieces, ...others } = optionsOf(args, PIECES);
  return { folders: pieces.map(({ folder }) => folder), ...others };
};

describe('npm run mutation', () => {
  it('tries everything, one mutant at a time, where nothing is asked for', () => {
    const folders = PIECES.map(({ folder }) => folder);
    expect(options()).toEqual({ folders, workers: 1, record: false });
  });

  it('tries the pieces that a folder names, or all below it', () => {
    expect(options('src/engine/').folders).toEqual(['src/engine']);
    expect(options('src/core').folders).toEqual(PIECES.map(({ folder }) => folder).filter((f) => f.includes('/core/')));
    expect(options('charts/kit', 'src/engine', '--workers', '2', '--record')).toEqual({
      folders: ['charts/kit', 'src/engine'],
      workers: 2,
      record: true,
    });
  });

  it('forgets no room of the core', () => {
    const folders = readdirSync('src/core').map((folder) => `src/core/${folder}`);
    expect(PIECES.map(({ folder }) => folder)).toEqual(expect.arrayContaining(folders));
  });

  it('names what is wrong, and what there is', () => {
    expect(() => options('src/kube')).toThrow(/^src\/kube: no such piece; there are src\/engine, /);
    expect(() => options('src/cor')).toThrow('no such piece');
    expect(() => options('--workers', '0')).toThrow('--workers 0: a number from 1 to 99 is needed');
    expect(() => options('--all')).toThrow(/'--all'[\s\S]*\nusage: npm run mutation/);
  });

  it('lets only tests of the same layer count, and slow ones only in their own folder', () => {
    const of = (name: string) => PIECES.find(({ folder }) => folder === name);
    expect(of('src/core/drift')?.tests).toEqual(['test/unit/core', 'test/property/core']);
    expect(of('src/engine')?.tests).toEqual(['test/unit/engine', 'test/property/engine']);
    expect(of('charts/kit')?.tests).toEqual(['test/unit/charts/kit', 'test/property/charts/kit']);
    const slow = 'test/unit/core/upgrade/plan.test.ts';
    expect(of('src/core/drift')?.except).toContain(slow);
    expect(of('src/core/upgrade')?.except).not.toContain(slow);
  });
});
