import type { ServedKind } from '../operations.ts';

/** Asks for the one document that lists everything (Kubernetes 1.26 beta, 1.30 stable); older servers ignore it. */
export const AGGREGATED_DISCOVERY = [
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList',
  'application/json',
].join(',');

/** The aggregated document. @see https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery */
export interface AggregatedList {
  kind: 'APIGroupDiscoveryList';
  items: { metadata: { name: string }; versions?: { version: string; resources?: AggregatedResource[] }[] }[];
}

interface AggregatedResource {
  resource: string;
  responseKind?: { kind: string };
  scope: 'Namespaced' | 'Cluster';
  subresources?: { subresource: string }[];
}

/** What servers without the aggregated document answer at `/apis`. */
export interface GroupList {
  kind: 'APIGroupList';
  groups: { versions: { groupVersion: string }[] }[];
}

/** And at `/apis/<group>/<version>`: subresources are entries of their own, named `<resource>/<subresource>`. */
export interface ResourceList {
  resources: { name: string; kind: string; namespaced: boolean }[];
}

export function readAggregated({ items }: AggregatedList): ServedKind[] {
  return items.flatMap(({ metadata, versions = [] }) =>
    versions.flatMap(({ version, resources = [] }) =>
      resources.flatMap((resource) => readResource(`${metadata.name}/${version}`, resource)),
    ),
  );
}

function readResource(apiVersion: string, entry: AggregatedResource): ServedKind[] {
  // A resource of subresources only has no kind of its own.
  if (entry.responseKind === undefined || entry.responseKind.kind === '') return [];
  const { resource, responseKind, scope, subresources = [] } = entry;
  const names = subresources.map(({ subresource }) => subresource);
  return [{ apiVersion, kind: responseKind.kind, resource, namespaced: scope === 'Namespaced', subresources: names }];
}

export function readGroup(apiVersion: string, { resources }: ResourceList): ServedKind[] {
  const subresourcesOf = (resource: string) =>
    resources.flatMap(({ name }) => (name.startsWith(`${resource}/`) ? [name.slice(resource.length + 1)] : []));
  return resources
    .filter(({ name }) => !name.includes('/'))
    .map(({ name, kind, namespaced }) => {
      return { apiVersion, kind, resource: name, namespaced, subresources: subresourcesOf(name) };
    });
}
