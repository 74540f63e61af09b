import { capabilitiesOf, NEWEST_KUBERNETES } from '../../charts/index.ts';
import type { Rule } from '../../charts/operator/index.ts';
import { everything } from '../../charts/every-kind.ts';
import type { Manifest } from '../../src/api/manifest.ts';
import { API } from '../../src/api/meshinstall.ts';
import { READ_SECRETS } from '../../src/core/readiness/functional-checks.ts';

const READ = ['get', 'list', 'watch'];
const KEEP = [...READ, 'create', 'patch'];
const OWN = [...KEEP, 'delete'];

/** What the operator needs beside what it renders. */
const OWN_WORK: readonly Rule[] = [
  { apiGroups: [API.group], resources: [API.plural], verbs: [...READ, 'patch'] },
  { apiGroups: [API.group], resources: [`${API.plural}/status`], verbs: ['patch'] },
  // Proxies are counted from pods, and a preflight looks for room.
  { apiGroups: [''], resources: ['pods', 'resourcequotas'], verbs: READ },
  { apiGroups: ['apps'], resources: ['statefulsets'], verbs: READ },
  // Those of a Deployment whose selector changes outlive it until the new pods are ready.
  { apiGroups: ['apps'], resources: ['replicasets'], verbs: ['get', 'list', 'patch', 'delete'] },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: READ },
  // Why a pod does not start is partly told in its events only.
  { apiGroups: [''], resources: ['events'], verbs: ['list', 'create', 'patch'] },
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update', 'patch'] },
  {
    apiGroups: [''],
    resources: ['secrets'],
    resourceNames: READ_SECRETS,
    verbs: READ,
  },
];

/** Kinds that are never deleted: see KEPT_KINDS of the inventory. */
const NEVER_DELETED = new Set(['Namespace', 'CustomResourceDefinition', 'PersistentVolumeClaim']);

/**
 * The operator's permissions: to keep every kind that the charts can render, to hold whatever it grants to the mesh's
 * own accounts (Kubernetes lets nobody grant what they do not have), and its own work.
 */
export function operatorRules(): Rule[] {
  const manifests = everything(capabilitiesOf(NEWEST_KUBERNETES));
  const kinds = new Map(manifests.map((m) => [`${m.apiVersion.split('/').slice(0, -1).join('')}/${m.kind}`, m.kind]));
  const plurals = pluralsOf(manifests);
  const kept = [...kinds].map(([key, kind]): Rule => {
    const verbs = NEVER_DELETED.has(kind) ? KEEP : OWN;
    return {
      apiGroups: [key.slice(0, key.indexOf('/'))],
      resources: [plurals.get(key) ?? `${kind.toLowerCase()}s`],
      verbs,
    };
  });
  const granted = manifests.flatMap((m) =>
    m.kind === 'ClusterRole' || m.kind === 'Role' ? (m['rules'] as Rule[]) : [],
  );
  return merged([...OWN_WORK, ...kept, ...granted]);
}

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
