import type { Manifest } from '../../api/manifest.ts';
import { groupOf, kindOf } from '../kinds.ts';
import type { Target } from '../targets.data.ts';
import { isInstalled, meshView, type MeshView } from './mesh-view.ts';
import { SEVERITIES, type Rule, type Severity } from './rule.ts';
import { kubernetesProblem, READ_AS_BEFORE, RULES } from './rules/index.ts';

/** Something that the target does not read, or reads otherwise. */
export interface Finding {
  /** The rule that found it, such as `policy-strict`. */
  readonly rule: string;
  readonly severity: Severity;
  /** Missing for what belongs to the cluster. */
  readonly namespace?: string;
  /** As people write it: `Policy default`. */
  readonly object: string;
  readonly field?: string;
  readonly message: string;
}

/** What a rule says of all its findings. */
export interface Explanation extends Pick<Rule, 'title' | 'happens' | 'remedy' | 'source'> {
  readonly rule: string;
}

/** A kind that could not be read, and why. */
export interface Unread {
  readonly what: string;
  readonly why: string;
}

/** What a mesh has to change before and on its way to a current istiod. */
export interface Assessment {
  readonly target: string;
  /** How many objects were looked at. */
  readonly objects: number;
  /** By namespace, those of the cluster first; then the worst first, by rule, object and field. */
  readonly findings: readonly Finding[];
  /** One for each rule that found something, in the order of the report. */
  readonly explanations: readonly Explanation[];
  readonly unread: readonly Unread[];
}

/** What to assess. */
export interface Subject extends Pick<MeshView, 'objects'> {
  readonly target: Target;
  readonly kubernetes?: number;
  readonly unread?: readonly Unread[];
}

const UNKNOWN: Rule = {
  id: 'unknown',
  title: 'kinds that are not known here',
  severity: 'changes',
  kinds: [],
  finds: ({ apiVersion, kind }) => [
    { message: `is of the kind ${kind} of ${apiVersion}, of which nothing is known here` },
  ],
  happens: 'Nobody can say.',
  remedy: 'Look up whether the target reads it.',
  source: 'none',
};

const KUBERNETES: Rule = {
  id: 'kubernetes',
  title: 'the version of Kubernetes',
  severity: 'blocks',
  kinds: [],
  finds: () => [],
  happens: 'The target is not tried on it, and may need what it does not serve.',
  remedy: 'Upgrade Kubernetes on the way, or choose another release with --to.',
  source: 'istio.io/docs/releases/supported-releases',
};

const ALL = [KUBERNETES, ...RULES, UNKNOWN];
const KNOWN = new Set([...READ_AS_BEFORE, ...RULES.flatMap(({ kinds }) => kinds)]);

/** Finds everything that a current istiod does not read or reads otherwise. The same objects give the same answer. */
export function assess({ objects, target, kubernetes, unread = [] }: Subject): Assessment {
  const view = meshView(objects, { target, kubernetes });
  const findings = distinct([...clusterFindings(view), ...objects.flatMap((object) => findingsIn(object, view))]);
  const told = new Set(findings.map(({ rule }) => rule));
  return {
    target: target.release,
    objects: objects.length,
    findings: findings.sort(byPlace),
    explanations: ALL.filter(({ id }) => told.has(id)).map(({ id: rule, title, happens, remedy, source }) => ({
      rule,
      title,
      happens,
      remedy,
      source,
    })),
    unread: [...unread].sort((a, b) => compare(a.what, b.what)),
  };
}

function clusterFindings(view: MeshView): Finding[] {
  const message = kubernetesProblem(view);
  return message === undefined ? [] : [{ rule: KUBERNETES.id, severity: 'blocks', object: 'the cluster', message }];
}

function findingsIn(object: Manifest, view: MeshView): Finding[] {
  const kind = kindOf(object);
  const rules = RULES.filter(
    ({ kinds, alsoInstalled }) => kinds.includes(kind) && (alsoInstalled || !isInstalled(object)),
  );
  const isUnknown = isOfIstio(object) && !KNOWN.has(kind);
  return [...rules, ...(isUnknown ? [UNKNOWN] : [])].flatMap((rule) => findingsBy(rule, object, view));
}

/** Groups of Istio's own resources; its operators' are no business of istiod. */
const isOfIstio = ({ apiVersion }: Manifest): boolean =>
  /^[a-z]+\.istio\.io$/.test(groupOf(apiVersion)) &&
  !['install.istio.io', 'sailoperator.io'].includes(groupOf(apiVersion));

function findingsBy(rule: Rule, object: Manifest, view: MeshView): Finding[] {
  return rule.finds(object, view).map(({ message, field, severity = rule.severity, about }) => {
    const { kind, name } = about ?? { kind: object.kind, name: object.metadata.name };
    const namespace = object.kind === 'Namespace' ? name : (about?.namespace ?? placeOf(object));
    return {
      rule: rule.id,
      severity,
      ...(namespace !== undefined && { namespace }),
      object: `${kind} ${name}`,
      ...(field !== undefined && { field }),
      message,
    };
  });
}

/** Kinds that belong to the cluster. */
const OF_CLUSTER = ['MeshPolicy.authentication.istio.io', 'ClusterRbacConfig.rbac.istio.io'];

/** The namespace of an object; a file may leave it out, and means the one that it is applied to. */
const placeOf = (object: Manifest): string | undefined =>
  object.metadata.namespace ?? (OF_CLUSTER.includes(kindOf(object)) ? undefined : 'default');

/** Pods of one workload say the same. */
const distinct = (findings: readonly Finding[]): Finding[] => [
  ...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values(),
];

const RANK = new Map(ALL.map(({ id }, i) => [id, i]));

function byPlace(a: Finding, b: Finding): number {
  return (
    compare(a.namespace ?? '', b.namespace ?? '') ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    (RANK.get(a.rule) ?? 0) - (RANK.get(b.rule) ?? 0) ||
    compare(a.object, b.object) ||
    compare(a.field ?? '', b.field ?? '') ||
    compare(a.message, b.message)
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
