import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { capabilitiesOf, RELEASES, render, resolve } from '../../../charts/index.ts';
import { rowOf } from '../../../charts/catalog/minor.ts';
import { PROFILE_TABLE } from '../../../charts/catalog/profiles.ts';
import type { PROFILES } from '../../../src/api/spec/index.ts';

type Profile = (typeof PROFILES)[number];
type Digests = Record<string, Partial<Record<Profile, string>>>;

const FILE = new URL('../../fixtures/renderings.json', import.meta.url);

/** On the last Kubernetes that the old binaries run on unhelped, and on the newest. */
const KUBERNETES = ['1.21', '1.36'];

function digest(version: string, profile: Profile): string {
  const spec = resolve({ version, profile });
  const hash = createHash('sha256');
  for (const kubernetes of KUBERNETES) {
    hash.update(JSON.stringify(render({ name: 'mesh', spec, capabilities: capabilitiesOf(kubernetes) })));
  }
  return hash.digest('hex').slice(0, 12);
}

function digestsOf(version: string): Digests[string] {
  const profiles = Object.keys(rowOf(PROFILE_TABLE, version)) as Profile[];
  return Object.fromEntries(profiles.map((profile) => [profile, digest(version, profile)]));
}

/**
 * What every release renders, as digests: a change to one release must not change another unnoticed. Where a change is
 * meant, run this test with UPDATE_RENDERINGS=1 and look at which releases changed.
 */
describe('the renderings of all releases', () => {
  it('change only where a change is meant', () => {
    const digests: Digests = Object.fromEntries(RELEASES.map((version) => [version, digestsOf(version)]));
    if (process.env['UPDATE_RENDERINGS'] !== undefined) writeFileSync(FILE, `${JSON.stringify(digests, null, 2)}\n`);
    expect(digests).toEqual(JSON.parse(readFileSync(FILE, 'utf8')));
  });
});
