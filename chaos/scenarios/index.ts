import { behaviourAnnotations } from '../../devcluster/index.ts';
import { installRaw } from '../../bench/cluster/raw.ts';
import { objectsOf } from '../../bench/cluster/meshes.ts';
import { LABELS } from '../../src/api/components.ts';
import type { Manifest } from '../../src/api/manifest.ts';
import type { MeshInstallSpec } from '../../src/api/spec/index.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import type { User } from '../cluster/user.ts';
import { isGone, isReady, isStalled } from './ends.ts';
import type { Scenario } from './scenario.ts';

/** Long enough for whatever works on a busy machine. */
const PREPARED_MS = 4 * 60_000;

const PLAIN: MeshInstallSpec = { version: '1.4.10' };
const BEFORE: MeshInstallSpec = { version: '1.3.8' };

/** Two more pods, an option of the mesh, a component more and one less. */
const CHANGED: MeshInstallSpec = {
  version: '1.4.10',
  components: { pilot: { replicas: 2 }, galley: { replicas: 2 }, grafana: { enabled: true } },
};

/** Pods of pilot never get ready. */
const BROKEN = { pilot: { podAnnotations: { [behaviourAnnotations.behaviour]: 'never-ready' } } };

/** As short as a run can wait for what does not work, and long enough for what does. */
const IMPATIENT = { gateTimeout: '10s' };

/** A way back has gates, too: longer than faults last, or it ends as RollbackFailed for what is true, but not asked. */
const OUTLASTING = { gateTimeout: '30s' };

const nothing = (): Promise<void> => Promise.resolve();

const installed =
  (spec: MeshInstallSpec) =>
  async (user: User): Promise<void> => {
    await user.apply(spec);
    await user.until(isReady, PREPARED_MS);
  };

const ask =
  (spec: MeshInstallSpec) =>
  (user: User): Promise<void> =>
    user.apply(spec);

const askTwice =
  (first: MeshInstallSpec, then: MeshInstallSpec) =>
  async (user: User, editAtMs: number): Promise<void> => {
    await user.apply(first);
    await systemClock.after(editAtMs);
    await user.apply(then);
  };

const OURS: ReadonlySet<string> = new Set(Object.values(LABELS));

/** An object without our marks, as somebody else would have made it. */
function unmarked(object: Manifest): Manifest {
  const labels = Object.entries(object.metadata.labels ?? {}).filter(([name]) => !OURS.has(name));
  return { ...object, metadata: { ...object.metadata, labels: Object.fromEntries(labels) } };
}

/** What users do. Seeds draw from this table: a new row belongs at its end, or old seeds mean others. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'install',
    about: 'a first installation',
    prepare: nothing,
    act: ask(PLAIN),
    isOver: isReady,
    mesh: PLAIN,
    lastsMs: 20_000,
  },
  {
    name: 'change',
    about: 'other settings of the same release',
    prepare: installed(PLAIN),
    act: ask(CHANGED),
    isOver: isReady,
    mesh: CHANGED,
    lastsMs: 20_000,
  },
  {
    name: 'upgrade',
    about: 'the next minor',
    prepare: installed(BEFORE),
    act: ask(PLAIN),
    isOver: isReady,
    mesh: PLAIN,
    lastsMs: 30_000,
  },
  {
    name: 'downgrade',
    about: 'the minor before',
    prepare: installed(PLAIN),
    act: ask(BEFORE),
    isOver: isReady,
    mesh: BEFORE,
    lastsMs: 30_000,
  },
  {
    name: 'rollback',
    about: 'the next minor does not come up: back to the one before',
    prepare: async (user) => {
      await installed(BEFORE)(user);
      await user.apply({ ...PLAIN, components: BROKEN, upgrade: OUTLASTING });
      await user.until(isStalled('RollingBack'), PREPARED_MS);
    },
    act: nothing,
    isOver: isStalled('RolledBack'),
    mesh: BEFORE,
    lastsMs: 30_000,
  },
  {
    name: 'edit',
    about: 'other settings in the middle of a first installation',
    prepare: nothing,
    act: askTwice(PLAIN, CHANGED),
    isOver: isReady,
    mesh: CHANGED,
    lastsMs: 30_000,
  },
  {
    name: 'turn',
    about: 'back to the release before in the middle of an upgrade',
    prepare: installed(BEFORE),
    act: askTwice(PLAIN, BEFORE),
    isOver: isReady,
    mesh: BEFORE,
    lastsMs: 40_000,
  },
  {
    name: 'deletion',
    about: 'the mesh is deleted',
    prepare: installed(PLAIN),
    act: (user) => user.delete(),
    isOver: isGone,
    mesh: 'gone',
    lastsMs: 30_000,
  },
  {
    name: 'adoption',
    about: 'a mesh that somebody else installed is taken over',
    prepare: ({ client }) => installRaw(client, objectsOf({ name: 'mesh', spec: PLAIN }).map(unmarked)),
    act: ask({ ...PLAIN, adoption: 'Adopt' }),
    isOver: isReady,
    mesh: undefined,
    lastsMs: 30_000,
  },
  {
    name: 'broken',
    about: 'an edit breaks the mesh before its first installation has ended',
    prepare: nothing,
    act: askTwice(PLAIN, { ...PLAIN, components: BROKEN, upgrade: IMPATIENT }),
    isOver: (install) => isStalled('GateTimeout')(install) || isStalled('RolledBack')(install),
    mesh: undefined,
    lastsMs: 40_000,
  },
];

/** The scenario of a name. @throws RangeError when there is none */
export function scenarioNamed(name: string): Scenario {
  const found = SCENARIOS.find((scenario) => scenario.name === name);
  const names = SCENARIOS.map((scenario) => scenario.name).join(', ');
  if (found === undefined) throw new RangeError(`no scenario ${name}; there are ${names}`);
  return found;
}
