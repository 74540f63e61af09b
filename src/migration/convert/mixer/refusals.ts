import type { Expression } from '../../../core/mixer/expression.ts';
import { describeObject } from '../../../core/model/object-id.ts';
import { podsOf } from '../../assess/pod-template.ts';
import { record, text } from '../../reading.ts';
import type { Collected } from '../conversion.ts';
import type { OldMesh } from '../mesh.ts';
import { either, type Precedence } from '../old-policy.ts';
import { namespaceOf } from '../services.ts';
import { saidOr, Unsaid } from '../unsaid.ts';
import { actionsIn, type Action } from './actions.ts';
import { callersIn } from './callers.ts';
import { ALWAYS, bothOf, NEVER, type Clauses } from './clauses.ts';
import { deniedBy, writeDenials, type Denied, type Work } from './denials.ts';
import { readExpression } from './expressions.ts';
import { whenListed } from './lists.ts';
import type { Surroundings } from './operands.ts';
import type { Scope } from './places.ts';
import { whenTrue } from './truth.ts';

/**
 * What mixer's adapters denier and listchecker refuse, as AuthorizationPolicies that deny. They may deny more than mixer
 * did, which is told, and never less: then nothing is written, and the reason is told.
 */
export function convertRefusals(mesh: OldMesh, policies: Precedence, out: Collected): void {
  const actions = actionsIn(mesh.objects).filter(({ handler }) => REFUSES[handler.of] !== undefined);
  if (actions.length === 0) return;
  const switched = switchedPods(mesh);
  for (const action of actions) {
    const refuse = (why: string): void =>
      out.remark('not-converted', describeObject(action.rule), `${describeHandler(action)}: ${why}`);
    saidOr(() => convertAction(action, switched, { mesh, policies, out }), refuse);
  }
  for (const pod of switched.off)
    out.remark('refuses-more', pod, 'has policy.istio.io/check: disable, and is asked for like others now');
}

interface Switched {
  readonly on: readonly string[];
  readonly off: readonly string[];
}

const describeHandler = ({ handler }: Action): string => `the ${handler.of} ${handler.object.metadata.name}`;

/** When an adapter refuses what a rule hands to it. */
const REFUSES: Readonly<Record<string, (action: Action, around: Surroundings, mesh: OldMesh) => Clauses>> = {
  denier: whenDenied,
  listchecker: whenListed,
};

/** Pods that say themselves whether mixer is asked (`policy.istio.io/check`, since 1.1). */
function switchedPods({ objects }: OldMesh): Switched {
  const checks = objects.flatMap((object) =>
    podsOf(object).map(({ annotations }) => ({ object, check: annotations['policy.istio.io/check'] })),
  );
  const having = (is: RegExp): string[] =>
    checks.filter(({ check }) => is.test(check ?? '')).map(({ object }) => describeObject(object));
  return { on: having(/^(enable|allow-on-error)$/), off: having(/^disable$/) };
}

function convertAction(action: Action, switched: Switched, work: Work): void {
  const { mesh, out } = work;
  const object = describeObject(action.rule);
  if (mesh.meshConfig['disablePolicyChecks'] === true) {
    if (switched.on.length > 0)
      throw new Unsaid(`mixer is asked only for pods that have policy.istio.io/check (${switched.on.join(', ')})`);
    out.remark('without-effect', object, 'refuses nothing, because the mesh config has disablePolicyChecks');
    return;
  }
  if (action.missing.length > 0) throw new Unsaid(`the instances ${action.missing.join(', ')} were not read`);
  const match = action.match.trim() === '' ? undefined : readExpression(action.match, 'its match');
  const isTcp = isForConnections(action, match);
  const around = { isTcp, callers: callersIn(mesh.objects) };
  const matched = match === undefined ? ALWAYS : whenTrue(match, around);
  const clauses = bothOf(matched, REFUSES[action.handler.of]?.(action, around, mesh) ?? NEVER);
  if (clauses.length === 0) {
    if (action.match.includes('context.reporter'))
      throw new Unsaid('it is for what leaves a proxy, where no policy is');
    out.remark('without-effect', object, 'refuses nothing, because its conditions never hold');
    return;
  }
  const denied = clauses.flatMap((clause) => deniedBy(clause, { isTcp, namespace: scopeOf(action, mesh) }, work));
  if (denied.length === 0) {
    out.remark('without-effect', object, 'refuses nothing, because what it names has no such ports, or is not there');
    return;
  }
  writeDenials(action.rule.metadata.name, denied, out);
  remarkOn(action, clauses, denied, mesh, out);
}

/** A rule is for connections where it asks for them, with nothing else beside but `&&`; or by its label. */
function isForConnections({ rule }: Action, match: Expression | undefined): boolean {
  return rule.metadata.labels?.['istio-protocol'] === 'tcp' || (match !== undefined && asksTcp(match));
}

function asksTcp(expression: Expression): boolean {
  if (expression.is !== 'call') return false;
  const { name, args } = expression;
  if (name === '&&') return args.some(asksTcp);
  const isProtocol = args.some((arg) => arg.is === 'attribute' && arg.name === 'context.protocol');
  return name === '==' && isProtocol && args.some((arg) => arg.is === 'constant' && arg.value === 'tcp');
}

/** Rules in the namespace of the control plane are for all. */
const scopeOf = ({ rule }: Action, { controlNamespace }: OldMesh): Scope['namespace'] =>
  namespaceOf(rule) === controlNamespace ? undefined : namespaceOf(rule);

/** A denier refuses everything with its status; that of success refuses nothing (google.rpc.Code). */
function whenDenied({ handler, instances }: Action): Clauses {
  if (instances.length === 0) return NEVER;
  const { status } = handler.params;
  return record(status)['code'] === 0 ? NEVER : ALWAYS;
}

function remarkOn(action: Action, clauses: Clauses, denied: readonly Denied[], mesh: OldMesh, out: Collected): void {
  const object = describeObject(action.rule);
  const remark = (code: Parameters<Collected['remark']>[0], message: string): void => out.remark(code, object, message);
  const code = record(action.handler.params['status'])['code'];
  if (code !== 7)
    remark('refused-with-403', `${describeHandler(action)} answered otherwise; a policy refuses with 403`);
  const values = action.instances.map(({ params }) => text(params['value']) ?? '');
  if ([action.match, ...values].some((each) => /\brequest\.path\b/.test(each)))
    remark('refuses-more', 'compared paths with their query; a policy refuses them whatever their query is');
  if (clauses.flat().some(({ isIdentity, key }) => isIdentity === true && key === 'source.principal'))
    remark(
      'by-accounts',
      'is said by the ServiceAccounts of the workloads that were read; later ones have to be added',
    );
  if (clauses.flat().some(({ key }) => key === 'source.ip'))
    remark('by-address', 'asked for the address of the pod; a policy asks for that of the connection');
  if (denied.some(({ place }) => place.isListed === true))
    remark('later-services', 'is said for each Service that there is; a new one needs its own');
  if (either(mesh.meshConfig, 'policyCheckFailOpen') === true)
    remark('refuses-more', 'let requests in while mixer was not there (policyCheckFailOpen)');
}
