import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capabilitiesOf, render, resolve } from '../../../charts/index.ts';
import { parity, type Surroundings } from '../../../scripts/parity.ts';
import type { Manifest } from '../../../src/api/manifest.ts';

/** A scorer as a reference folder brings it, which takes each object as one leaf. */
const SCORER = `
  import { readFileSync } from 'node:fs';
  export const projectYaml = () => undefined;
  export const readDeviations = () => [];
  export const readObjects = (file) => JSON.parse(readFileSync(file, 'utf8'));
  export const leavesOf = (objects) =>
    new Map(objects.map((o) => [o.kind + '/' + o.metadata.name, new Map([['all', JSON.stringify(o)]])]));
  export const compare = (reference, rendered) => {
    const missing = [...reference].filter(([key]) => !rendered.has(key)).map(([leaf]) => ({ leaf, want: 'all' }));
    const total = reference.size;
    return { total, matched: total - missing.length, excused: 0, missing, different: [] };
  };
`;

/** The last release of every line. */
const LAST = ['1.0.9', '1.1.17', '1.2.10', '1.3.8', '1.4.10'];

const DIGESTS = { '1.4.10': { default: 'ab12' } };

let checkout: string;
let printed: string[];

beforeEach(() => {
  checkout = join(mkdtempSync(join(tmpdir(), 'parity-')), 'checkout');
  mkdirSync(checkout);
  printed = [];
});

afterEach(() => {
  rmSync(join(checkout, '..'), { recursive: true });
});

const recordFile = (): string => join(checkout, 'record.json');

const run = (args: string[], env: Surroundings['env'] = {}): Promise<number> =>
  parity({
    args,
    env,
    root: checkout,
    recordFile: recordFile(),
    digests: () => DIGESTS,
    print: (line) => printed.push(line),
  });

/** A reference of these releases as they are rendered, and of objects more than that. */
function reference(folder: string, releases: readonly string[], more: readonly Manifest[] = []): string {
  const path = join(checkout, '..', folder);
  for (const version of releases) {
    mkdirSync(join(path, 'reference', version), { recursive: true });
    const objects = render({ name: 'mesh', spec: resolve({ version }), capabilities: capabilitiesOf('1.36') });
    writeFileSync(join(path, 'reference', version, 'default.json'), JSON.stringify([...objects, ...more]));
  }
  writeFileSync(join(path, 'parity.mjs'), SCORER);
  return path;
}

describe('the comparison with the official charts', () => {
  it('says what is missing when there is no reference', async () => {
    expect(await run([])).toBe(2);
    expect(printed[0]).toMatch(
      /^error: no reference to compare with: no parity.mjs in .*parity or .*shared\/parity\.$/,
    );
    expect(printed[1]).toMatch(/npm run parity -- FOLDER, or MESHWRIGHT_PARITY=FOLDER/);
  });

  it('prints a row for every set, and ends well when all are equal', async () => {
    expect(await run([reference('elsewhere', ['1.4.10', '1.3.8'])])).toBe(0);
    expect(printed).toContainEqual(expect.stringMatching(/^1\.4\.10 default +100\.00 %( +[0-9]+){2} +0 +0$/));
    expect(printed).toContain('2 of 2 sets equal');
  });

  it.each(['parity', 'shared/parity'])('finds the reference in %s beside the checkout', async (folder) => {
    reference(folder, ['1.4.10']);
    expect(await run([])).toBe(0);
  });

  it('takes the folder that the environment names, from where npm was called', async () => {
    reference('elsewhere', ['1.4.10']);
    const env = { MESHWRIGHT_PARITY: 'elsewhere', INIT_CWD: join(checkout, '..') };
    expect(await run([], env)).toBe(0);
  });

  it('names what is not equal, fails, and records nothing then', async () => {
    const more = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'forgotten' } };
    expect(await run([reference('parity', LAST, [more]), '--record'])).toBe(1);
    expect(printed).toContain('1.4.10 default: missing Service/forgotten = all');
    expect(printed).toContainEqual(expect.stringMatching(/^1\.4\.10 default +98\.\d\d %/));
    expect(existsSync(recordFile())).toBe(false);
  });

  it('records what every release renders when all sets are equal', async () => {
    expect(await run([reference('parity', LAST), '--record'])).toBe(0);
    expect(JSON.parse(readFileSync(recordFile(), 'utf8'))).toEqual(DIGESTS);
  });

  it('records nothing when a line of releases was not compared', async () => {
    expect(await run([reference('parity', LAST.slice(1)), '--record'])).toBe(2);
    expect(printed.at(-1)).toBe('error: not recorded: the reference has no set of Istio 1.0.');
    expect(existsSync(recordFile())).toBe(false);
  });
});
