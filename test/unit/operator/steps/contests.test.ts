import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { CONTEST_ROUNDS, CONTEST_WINDOW_MS, TRUCE_MS } from '../../../../src/core/drift/contest.ts';
import { Contests } from '../../../../src/operator/steps/contests.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { ours } from '../../../support/pass-cluster.ts';

const WANTED: Manifest = { ...ours('Service', 'a'), spec: { type: 'ClusterIP', sessionAffinity: 'None' } };
const THEIRS: Manifest = { ...WANTED, spec: { type: 'NodePort', sessionAffinity: 'None' } };
const FIELD = 'spec.type';

let clock: FakeClock;
let contested: string[];
let contests: Contests;

beforeEach(() => {
  clock = new FakeClock();
  contested = [];
  contests = new Contests(clock, (mesh) => contested.push(mesh));
});

const repair = (times: number, { mesh = 'mesh', object = WANTED, path = FIELD } = {}): void => {
  for (let round = 0; round < times; round++) contests.repaired(mesh, object, path, 'fighter');
};
const left = (mesh = 'mesh', live: Manifest | undefined = THEIRS) => contests.withoutContested(mesh, WANTED, live);

describe('a field that is repaired again and again', () => {
  it('is left from the third repair on, for an hour, and then repaired again', async () => {
    repair(CONTEST_ROUNDS - 1);
    expect(left()).toEqual({ manifest: WANTED, left: [] });
    repair(1);
    expect(left().manifest['spec']).toEqual({ sessionAffinity: 'None' });
    expect(left().left).toEqual([
      expect.stringMatching(/^Service istio-system\/a: spec.type is left .* as fighter sets/),
    ]);
    await clock.advance(TRUCE_MS);
    expect(left()).toEqual({ manifest: WANTED, left: [] });
  });

  it('is counted once when it begins to be left, and again when that begins again', async () => {
    repair(CONTEST_ROUNDS - 1);
    expect(contested).toEqual([]);
    repair(1);
    expect(contested).toEqual(['mesh']);
    await clock.advance(TRUCE_MS);
    repair(CONTEST_ROUNDS);
    expect(contested).toEqual(['mesh', 'mesh']);
  });

  it('is repaired for ever where its repairs last a while', async () => {
    for (let round = 0; round < 3 * CONTEST_ROUNDS; round++) {
      repair(1);
      await clock.advance(CONTEST_WINDOW_MS / (CONTEST_ROUNDS - 1));
    }
    expect(left().left).toEqual([]);
  });

  it('is left nowhere but where it is contested: no other field, object or mesh', () => {
    repair(CONTEST_ROUNDS, { path: 'spec.sessionAffinity' });
    repair(CONTEST_ROUNDS, { object: ours('Service', 'b') });
    repair(CONTEST_ROUNDS, { mesh: 'other' });
    expect(left()).toEqual({ manifest: WANTED, left: [] });
    expect(left('other').left).toHaveLength(1);
  });

  it('is applied whole where the object is not there', () => {
    repair(CONTEST_ROUNDS);
    expect(contests.withoutContested('mesh', WANTED, undefined)).toEqual({ manifest: WANTED, left: [] });
  });

  it('does not hide what else drifted', () => {
    repair(CONTEST_ROUNDS);
    const both = { ...THEIRS, spec: { type: 'NodePort', sessionAffinity: 'ClientIP' } };
    expect(left('mesh', both).manifest['spec']).toEqual({ sessionAffinity: 'None' });
  });
});

describe('what is left to others', () => {
  const SENTENCE = 'it is left';

  it('is told once an hour, and is in the status all the while', async () => {
    expect(contests.note('mesh', WANTED, [SENTENCE])).toEqual([SENTENCE]);
    await clock.advance(TRUCE_MS - 1);
    expect(contests.note('mesh', WANTED, [SENTENCE])).toEqual([]);
    expect(contests.leftOf('mesh', [WANTED])).toEqual([SENTENCE]);
    await clock.advance(1);
    expect(contests.note('mesh', WANTED, [SENTENCE])).toEqual([SENTENCE]);
  });

  it('is in the status no longer than it is left, and only for what the mesh has', () => {
    contests.note('mesh', WANTED, [SENTENCE]);
    expect(contests.leftOf('mesh', [ours('Service', 'b')])).toEqual([]);
    expect(contests.leftOf('other', [WANTED])).toEqual([]);
    contests.note('mesh', WANTED, []);
    expect(contests.leftOf('mesh', [WANTED])).toEqual([]);
  });

  it('is forgotten with the mesh', () => {
    repair(CONTEST_ROUNDS);
    contests.note('mesh', WANTED, [SENTENCE]);
    contests.forget('mesh');
    expect(contests.leftOf('mesh', [WANTED])).toEqual([]);
    expect(left().left).toEqual([]);
    expect(contests.note('mesh', WANTED, [SENTENCE])).toEqual([SENTENCE]);
  });

  it('is bounded: of very many fields those that were repaired longest ago go', () => {
    const others = (from: number, count: number) => {
      for (let field = from; field < from + count; field++) repair(1, { path: `spec.field${field}` });
    };
    repair(CONTEST_ROUNDS - 1);
    others(0, 499);
    repair(1);
    others(499, 1);
    expect(left().left).toHaveLength(1);
    others(500, 499);
    expect(left().left).toEqual([]);
  });
});
