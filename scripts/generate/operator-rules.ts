import { capabilitiesOf, kindsLost, NEWEST_KUBERNETES, RELEASES } from '../../charts/index.ts';
import type { OperatorFacts, Rule } from '../../charts/operator/index.ts';
import { everything } from '../../charts/every-kind.ts';
import type { Manifest } from '../../src/api/manifest.ts';
import { API } from '../../src/api/meshinstall.ts';
import { READ_SECRETS } from '../../src/core/readiness/functional-checks.ts';

const FOLLOW = ['list', 'watch'];
const SEND = [...FOLLOW, 'create', 'patch'];
const KEEP = ['get', ...SEND];
const OWN = [...KEEP, 'delete'];

/** What the operator needs beside what it renders. */
const OWN_WORK: readonly Rule[] = [
  { apiGroups: [API.group], resources: [API.plural], verbs: [...FOLLOW, 'patch'] },
  { apiGroups: [API.group], resources: [`${API.plural}/status`], verbs: ['patch'] },
  // Proxies are counted from pods; the image that bridges get is that of our own.
  { apiGroups: [''], resources: ['pods'], verbs: ['get', ...FOLLOW] },
  // A preflight looks for room, and for nodes that the images run on.
  { apiGroups: [''], resources: ['nodes', 'resourcequotas'], verbs: ['list'] },
  // Those of a Deployment whose selector changes outlive it until the new pods are ready.
  { apiGroups: ['apps'], resources: ['replicasets'], verbs: ['get', 'list', 'patch', 'delete'] },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: FOLLOW },
  // Why a pod does not start is partly told in its events only.
  { apiGroups: [''], resources: ['events'], verbs: ['list', 'create', 'patch'] },
  { apiGroups: [''], resources: ['secrets'], resourceNames: READ_SECRETS, verbs: FOLLOW },
  // Only where spec.deletion says so: the authority, and what it has issued.
  { apiGroups: [''], resources: ['secrets'], verbs: ['list', 'delete'] },
];

/** Kinds that are not kept as others are: what holds data stays, and CRDs go only where spec.deletion says so. */
const VERBS: Readonly<Record<string, readonly string[]>> = {
  Namespace: KEEP,
  PersistentVolumeClaim: KEEP,
  CustomResourceDefinition: [...SEND, 'delete'],
};

/**
 * The operator's permissions: its own work and to keep every kind that the charts can render; and apart from that
 * whatever the roles that they render grant to the accounts of a mesh.
 */
export function operatorRules(): Pick<OperatorFacts, 'rules' | 'granted'> {
  const manifests = everything(capabilitiesOf(NEWEST_KUBERNETES));
  const kinds = new Map(manifests.map((m) => [`${m.apiVersion.split('/').slice(0, -1).join('')}/${m.kind}`, m.kind]));
  const plurals = pluralsOf(manifests);
  const kept = [...kinds].map(([key, kind]): Rule => {
    const verbs = VERBS[kind] ?? OWN;
    return {
      apiGroups: [key.slice(0, key.indexOf('/'))],
      resources: [plurals.get(key) ?? `${kind.toLowerCase()}s`],
      verbs,
    };
  });
  const granted = manifests.flatMap((m) =>
    m.kind === 'ClusterRole' || m.kind === 'Role' ? (m['rules'] as Rule[]) : [],
  );
  return { rules: merged([...OWN_WORK, ...kept, ...lostOnTheWay()]), granted: merged(granted) };
}

/** A hop looks for objects of kinds that it loses. */
const lostOnTheWay = (): Rule[] =>
  RELEASES.flatMap((from) => RELEASES.flatMap((to) => kindsLost(from, to))).map(({ group, plural }) => ({
    apiGroups: [group],
    resources: [plural],
    verbs: ['list'],
  }));

/** Plurals of kinds that their definitions name, by group and kind, and of those that are no lower-case kind with an s. */
function pluralsOf(manifests: readonly Manifest[]): ReadonlyMap<string, string> {
  const definitions = manifests.filter(({ kind }) => kind === 'CustomResourceDefinition');
  const named = definitions.map((definition): [string, string] => {
    const { group, names } = definition['spec'] as { group: string; names: { kind: string; plural: string } };
    return [`${group}/${names.kind}`, names.plural];
  });
  return new Map([...named, ['/Endpoints', 'endpoints'], ['networking.k8s.io/Ingress', 'ingresses']]);
}

/** One rule per group and resource, with the union of verbs, sorted; equal verb lists of a group share a rule. */
function merged(rules: readonly Rule[]): Rule[] {
  const verbsOf = new Map<string, Set<string>>();
  for (const rule of rules) {
    for (const target of targetsOf(rule)) {
      const verbs = verbsOf.get(target) ?? new Set();
      rule.verbs.forEach((verb) => verbs.add(verb));
      verbsOf.set(target, verbs);
    }
  }
  const lines = [...verbsOf].map(([target, verbs]) => ({ ...(JSON.parse(target) as Target), verbs: verbList(verbs) }));
  const groups = Map.groupBy(lines, ({ group, names, url, verbs }) =>
    JSON.stringify([url === undefined ? '' : 'url', group, names, verbs]),
  );
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, members]) => ruleOf(members));
}

interface Target {
  readonly group: string;
  readonly resource: string;
  readonly names: readonly string[];
  readonly url?: string;
}

function targetsOf({ apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: Rule): string[] {
  const names = [...resourceNames].sort();
  const targets: Target[] = [
    ...nonResourceURLs.map((url) => ({ group: '', resource: '', names: [], url })),
    ...apiGroups.flatMap((group) => resources.map((resource) => ({ group, resource, names }))),
  ];
  return targets.map((target) => JSON.stringify(target));
}

const verbList = (verbs: ReadonlySet<string>): string[] => (verbs.has('*') ? ['*'] : [...verbs].sort());

function ruleOf(members: readonly (Target & { verbs: string[] })[]): Rule {
  const [first] = members;
  if (first?.url !== undefined)
    return { nonResourceURLs: members.flatMap(({ url }) => url ?? []).sort(), verbs: first.verbs };
  const names = first?.names ?? [];
  return {
    apiGroups: [first?.group ?? ''],
    resources: members.map(({ resource }) => resource).sort(),
    ...(names.length > 0 && { resourceNames: names }),
    verbs: first?.verbs ?? [],
  };
}
