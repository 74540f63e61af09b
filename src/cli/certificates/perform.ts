import { API, COMMAND_LINE_MANAGER } from '../../api/meshinstall.ts';
import { checkAuthority } from '../../core/certificates/check-authority.ts';
import { describeAuthorityFinding } from '../../core/certificates/finding.ts';
import { secretData, type Authority } from '../../core/rotation/authority.ts';
import { authorityAfter, RotationError, type WritingStep } from '../../core/rotation/change.ts';
import { citadelIsLate } from '../../core/rotation/position.ts';
import type { StepName } from '../../core/rotation/plan.ts';
import type { Reader } from '../../core/rotation/readers.ts';
import { workloadKey, type WorkloadRef } from '../../core/model/proxy.ts';
import { CA_SECRET } from '../../core/readiness/authority.ts';
import type { KubeClient } from '../../kube/client.ts';
import { keep, keepNext, patchSecret } from './kept.ts';
import type { MeshAuthority } from './mesh-authority.ts';
import { citadelIn, isRestartable, restartCommand, restartWorkload } from './restart.ts';

/** Towards a new root, or to the one of before. */
export type Direction = 'forward' | 'back';

/** What a step works with. */
export interface StepContext {
  readonly client: KubeClient;
  readonly mesh: MeshAuthority;
  readonly target: Authority;
  readonly direction: Direction;
  /** Pods that have to be replaced. */
  readonly late: readonly Reader[];
}

/**
 * Does one step; a step that was killed in the middle is done again from where it was.
 * @returns what was done, for people
 * @throws RotationError when somebody else changed the authority meanwhile, or nothing would work with it
 */
export const performStep = (context: StepContext, step: StepName): Promise<string> =>
  step === 'restart' ? restart(context) : change(context, step);

async function change(context: StepContext, step: WritingStep): Promise<string> {
  const { client, mesh, target } = context;
  const { input, secret, spec } = mesh;
  const after = authorityAfter(step, input.current, target);
  assertWorks(after, input.now);
  if (step === 'trust') await keepBoth(context);
  if (isSame(after, input.current)) return restartCitadel(context, 'what citadel hands out is written already');
  if (after.secret !== input.current.secret) return moveTo(context, after);
  await patchSecret(client, secret, { data: secretData(after) });
  return restartCitadel(
    { ...context, mesh: { ...mesh, input: { ...input, citadelSince: '' } } },
    `Secret ${spec.namespace}/${after.secret} hands out ${after.roots.length === 1 ? 'one root' : `${after.roots.length} roots`}`,
  );
}

/** Before anything is changed: what comes, and what there was. */
async function keepBoth({ client, mesh, target, direction }: StepContext): Promise<void> {
  const { input, next, spec } = mesh;
  if (direction === 'back') return;
  const kept = { client, namespace: spec.namespace };
  await keepNext(kept, target, await keep(kept, input.current), next);
}

/** Never written: an authority with which citadel would end, or sign what nobody trusts. */
function assertWorks({ files }: Authority, now: Date): void {
  const failed = checkAuthority(files, { now }).filter(({ state }) => state === 'failed');
  if (failed.length === 0) return;
  throw new RotationError(`citadel could not sign after this step: ${failed.map(describeAuthorityFinding).join('; ')}`);
}

const isSame = (one: Authority, other: Authority): boolean =>
  one.secret === other.secret &&
  JSON.stringify(fingerprints(one)) === JSON.stringify(fingerprints(other)) &&
  one.key === other.key;

const fingerprints = ({ roots }: Authority): string[] => roots.map(({ fingerprint256 }) => fingerprint256);

/** From its own authority to one that is supplied, or the other way: the operator replaces citadel. */
async function moveTo({ client, mesh }: StepContext, after: Authority): Promise<string> {
  const { namespace } = mesh.spec;
  const ref = { apiVersion: 'v1', kind: 'Secret', namespace, name: after.secret };
  const existing = await client.get(ref);
  const data = secretData(after);
  if (existing === undefined) {
    const metadata = { name: after.secret, namespace };
    const type = after.secret === CA_SECRET ? 'istio.io/ca-root' : 'Opaque';
    await client.create(
      { apiVersion: 'v1', kind: 'Secret', metadata, type, data },
      { fieldManager: COMMAND_LINE_MANAGER },
    );
  } else await patchSecret(client, existing, { data });
  const selfSigned = after.secret === CA_SECRET;
  const { name, uid } = mesh.install.metadata;
  const body = {
    metadata: { ...(uid !== undefined && { uid }) },
    spec: { components: { citadel: { selfSigned } } },
  };
  await client.patch({ apiVersion: API.apiVersion, kind: API.kind, name }, body, {
    type: 'merge',
    fieldManager: COMMAND_LINE_MANAGER,
  });
  return `citadel signs from Secret ${namespace}/${after.secret}: spec.components.citadel.selfSigned is ${selfSigned}, write it into your file, too; the operator replaces citadel`;
}

async function restartCitadel({ client, mesh }: StepContext, said: string): Promise<string> {
  const citadel = citadelIn(mesh.spec.namespace);
  if (!citadelIsLate(mesh.input)) return `${said}; citadel has started since`;
  await restartWorkload(client, citadel);
  return `${said}; ${workloadKey(citadel)} is restarted, and issues within a minute of its start`;
}

/** Restarts what belongs to the mesh; workloads of users are theirs to restart. */
async function restart({ client, mesh, late }: StepContext): Promise<string> {
  const { namespace } = mesh.spec;
  const refs = [
    ...new Map(late.flatMap(({ workload }) => workload ?? []).map((ref) => [workloadKey(ref), ref])).values(),
  ];
  const ours = refs.filter((ref) => ref.namespace === namespace && isRestartable(ref));
  const others = refs.filter((ref) => !ours.includes(ref));
  for (const ref of ours) await restartWorkload(client, ref);
  const alone = late.filter(({ workload }) => workload === undefined).map(({ name }) => `delete Pod ${name}`);
  const said = ours.length === 0 ? 'nothing of the control plane has to be restarted' : `restarted: ${listed(ours)}`;
  const left = [...others.map(byHand), ...alone];
  return left.length === 0
    ? said
    : `${said}\nTo be restarted by you, a few at a time:\n${left.map((line) => `  ${line}\n`).join('')}`.trimEnd();
}

const listed = (refs: readonly WorkloadRef[]): string => refs.map(workloadKey).toSorted().join(', ');
const byHand = (ref: WorkloadRef): string =>
  isRestartable(ref) ? restartCommand(ref) : `replace the pods of ${workloadKey(ref)}`;
