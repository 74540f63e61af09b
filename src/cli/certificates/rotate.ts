import { positionOf } from '../../core/rotation/position.ts';
import type { Authority } from '../../core/rotation/authority.ts';
import { assertTurn, renewalDue, RotationError, unfitSuccessor } from '../../core/rotation/change.ts';
import { isComplete, rotationPlan, STEPS, type RotationPlan, type StepName } from '../../core/rotation/plan.ts';
import { SUPPLIED_CA_SECRET } from '../../core/readiness/authority.ts';
import { authorityOf } from '../../core/rotation/authority.ts';
import type { KubeClient } from '../../kube/client.ts';
import { namedOrOnly, onCluster } from '../input/cluster.ts';
import { chosen } from '../program/definition.ts';
import type { ClusterOptions } from '../program/options.ts';
import { confirm } from '../terminal/confirm.ts';
import { serialized, writeLines } from '../terminal/output.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { rotationLines } from '../view/tables/rotation-table.ts';
import { authorityIn as filesIn } from './authority.ts';
import { newAuthority } from './make.ts';
import { meshAuthority, targetOf, type MeshAuthority } from './mesh-authority.ts';
import { performStep, type Direction } from './perform.ts';

/** Options of `meshwright certificates rotate`. */
export interface RotateOptions extends ClusterOptions {
  readonly name?: string;
  readonly from?: string;
  readonly step?: string;
  readonly back?: boolean;
  readonly yes?: boolean;
  readonly output: string;
}

/**
 * Prints where a change of the root is, or does one step of it.
 * @throws RotationError when the step cannot be done now; UsageError when the command is called wrongly
 */
export async function rotateCommand(options: RotateOptions, terminal: Terminal): Promise<void> {
  const step = options.step === undefined ? undefined : chosen('--step', options.step, [...new Set(STEPS)]);
  await onCluster(options, terminal, async (client) => {
    const mesh = await meshAuthority(client, await namedOrOnly(client, options.name));
    const target = await targetOf(client, mesh, options.back === true);
    if (step === undefined) print(mesh, target, options, terminal);
    else await doStep({ client, mesh, target, step }, options, terminal);
  });
}

function print(mesh: MeshAuthority, target: Authority | undefined, options: RotateOptions, terminal: Terminal): void {
  const plan = planOf(mesh, target);
  const { name } = mesh.install.metadata;
  if (options.output !== 'table') {
    terminal.stdout.write(
      serialized({ mesh: name, complete: target !== undefined && isComplete(plan), ...plan }, options.output),
    );
    return;
  }
  const subject = { mesh: name, current: mesh.input.current, ...(target && { target }), back: options.back === true };
  writeLines(rotationLines(subject, plan, terminal.stdout.columns ?? Infinity), terminal);
}

const planOf = ({ input }: MeshAuthority, target: Authority | undefined): RotationPlan =>
  rotationPlan({ ...input, ...(target && { target }) });

interface Turn {
  readonly client: KubeClient;
  readonly mesh: MeshAuthority;
  readonly target: Authority | undefined;
  readonly step: StepName;
}

async function doStep(
  { client, mesh, target: known, step }: Turn,
  options: RotateOptions,
  terminal: Terminal,
): Promise<void> {
  const direction: Direction = options.back === true ? 'back' : 'forward';
  const target = step === 'trust' && direction === 'forward' ? await successor(mesh, known, options) : known;
  if (target === undefined) throw new RotationError('no change is under way; it begins with --step trust');
  const plan = planOf(mesh, target);
  assertTurn(step, plan);
  const { name } = mesh.install.metadata;
  const { does = '' } = plan.steps.find((one) => one.name === step && one.state !== 'done') ?? {};
  const question = `Step "${step}" of mesh "${name}" ${does}. Do it?`;
  if (options.yes !== true && !(await confirm(question, 'say --yes', terminal)))
    throw new RotationError('nothing was done');
  const said = await performStep({ client, mesh, target, direction, late: positionOf(mesh.input, target).late }, step);
  const more = options.back === true ? ' --back' : '';
  terminal.stdout.write(`${said}\nHow far it is: meshwright certificates rotate ${name}${more}\n`);
}

/**
 * What a mesh changes to: what it already changes to, or else a new one.
 * @throws RotationError when it cannot come after what signs now
 */
async function successor(
  mesh: MeshAuthority,
  known: Authority | undefined,
  { from }: RotateOptions,
): Promise<Authority> {
  const given = from === undefined ? undefined : await suppliedIn(from);
  if (known !== undefined && !isComplete(planOf(mesh, known))) {
    if (given === undefined || given.key === known.key) return known;
    if (mesh.input.current.roots.length > 1)
      throw new RotationError('another change is under way; finish it, or go back first: --back');
  }
  const next = given ?? (await madeNext(mesh));
  const problem = unfitSuccessor(mesh.input.current, next, mesh.input.now);
  const due = renewalDue(mesh.input, mesh.spec.version);
  if (problem !== undefined || due !== undefined) throw new RotationError(problem ?? due);
  return next;
}

async function madeNext({ input: { current, now } }: MeshAuthority): Promise<Authority> {
  if (current.secret === SUPPLIED_CA_SECRET)
    throw new RotationError('this mesh signs with an authority of yours: give the next one, with --from FOLDER');
  return newAuthority(current.roots, now);
}

async function suppliedIn(from: string): Promise<Authority> {
  const { files } = await filesIn(from);
  const found = authorityOf(SUPPLIED_CA_SECRET, files);
  if (found === undefined)
    throw new RotationError(
      `${from} holds no authority that leads to a root: meshwright certificates check --from ${from}`,
    );
  return found;
}
