import type { Manifest } from '../../api/manifest.ts';
import { ADOPTION_MANAGER, FIELD_MANAGER } from '../../api/meshinstall.ts';
import {
  isEmptySet,
  sizeOf,
  splitByObject,
  splitByPaths,
  unionOf,
  type FieldPath,
  type FieldSet,
} from './field-set.ts';
import { isPodOwner } from '../model/workloads.ts';

/** One entry of `metadata.managedFields` (ManagedFieldsEntry of meta/v1). */
interface ManagedFieldsEntry {
  readonly manager?: string;
  readonly operation?: string;
  readonly apiVersion?: string;
  readonly time?: string;
  readonly fieldsType?: string;
  readonly fieldsV1?: FieldSet;
  readonly subresource?: string;
}

/**
 * Who installs whole objects: Helm 2 (whose Tiller has no name but Go's), Helm 3 and what drives it, kubectl where it
 * writes all of an object, hyperkube as the kubectl of the charts' Jobs, istioctl, and what the apiserver calls the
 * time before there were managers.
 */
const INSTALLERS =
  /^(tiller|helm.*|terraform-provider-(helm|kubernetes).*|go-http-client|kubectl(-(client-side-apply|create|replace))?|hyperkube|istioctl|before-first-apply|meshwright-adopt)$/i;

/** Fields that Kubernetes or the binaries fill in: taken over and not sent, they would be lost. */
const FILLED_IN: readonly FieldPath[] = [
  ['f:status'],
  ['f:metadata', 'f:finalizers'],
  ['f:metadata', 'f:ownerReferences'],
  ['f:spec', 'f:clusterIP'],
  ['f:spec', 'f:clusterIPs'],
  ['f:spec', 'f:ipFamilies'],
  ['f:spec', 'f:ipFamilyPolicy'],
  ['f:spec', 'f:healthCheckNodePort'],
  ['f:spec', 'f:ports', '*', 'f:nodePort'],
  ['f:spec', 'f:replicas'],
  ['f:spec', 'f:volumeName'],
  ['f:secrets'],
  ['f:webhooks', '*', 'f:clientConfig', 'f:caBundle'],
  ...[
    'deployment.kubernetes.io/revision',
    'deprecated.daemonset.template.generation',
    'pv.kubernetes.io/bind-completed',
    'pv.kubernetes.io/bound-by-controller',
    'volume.beta.kubernetes.io/storage-provisioner',
    'volume.kubernetes.io/storage-provisioner',
  ].map((name) => ['f:metadata', 'f:annotations', `f:${name}`]),
];

/** What a workload keeps as it is while its pod template is not sent. */
const POD_FIELDS: readonly FieldPath[] = [
  ['f:spec', 'f:template'],
  ['f:spec', 'f:selector'],
];

/**
 * Who only ever changes what is there: people by kubectl, and the controllers of Kubernetes. Everybody else who set most
 * of what we would send has installed the object, whatever the name.
 */
const NEVER_INSTALLERS =
  /^(kubectl-(edit|patch|label|annotate|scale|set|rollout|autoscale)|kube-.*|.*controller-manager)$/;

interface Part {
  readonly ours: FieldSet;
  readonly theirs: FieldSet;
}

/** What of the entries becomes ours: all that installers hold, and of everybody else what we send ourselves. */
function partsOf(entries: readonly ManagedFieldsEntry[], wanted: Manifest): Part[] {
  const split = entries.map(({ fieldsV1 = {}, subresource = '' }) =>
    subresource === '' ? splitByObject(fieldsV1, wanted) : { inside: {}, outside: fieldsV1 },
  );
  const sizes = split.map(({ inside }) => sizeOf(inside));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return split.map(({ inside, outside }, i) => {
    const { manager = '', subresource = '' } = entries[i] ?? {};
    const installed = (sizes[i] ?? 0) * 2 > total && !NEVER_INSTALLERS.test(manager);
    if (subresource !== '' || !(installed || INSTALLERS.test(manager))) return { ours: inside, theirs: outside };
    const kept = splitByPaths(outside, [...FILLED_IN, ...(keepsPods(wanted) ? POD_FIELDS : [])]);
    return { ours: unionOf(inside, kept.outside), theirs: kept.inside };
  });
}

const keepsPods = (wanted: Manifest): boolean =>
  isPodOwner(wanted) && (wanted['spec'] as { template?: unknown } | undefined)?.template === undefined;

const entriesOf = ({ metadata }: Manifest): ManagedFieldsEntry[] =>
  (metadata.managedFields ?? []) as ManagedFieldsEntry[];

const isOwnEntry = ({ manager, operation, subresource = '' }: ManagedFieldsEntry): boolean =>
  manager === FIELD_MANAGER && operation === 'Apply' && subresource === '';

/** True when the apiserver keeps no account yet of who set which field. */
export function isUntracked(live: Manifest): boolean {
  return entriesOf(live).length === 0;
}

/**
 * The managedFields of a live object after we took over what others hold of it, as `kubectl apply --server-side` does
 * for fields of its client-side ancestor (client-go, util/csaupgrade): only then does a field that we stop sending go.
 * Subresources are left to whom they belong.
 * @param wanted what we are about to send; a workload without its pod template keeps that with whoever holds it
 * @returns undefined when there is nothing to take over
 */
export function managedFieldsAfterTakeover(live: Manifest, wanted: Manifest): unknown[] | undefined {
  const entries = keepsPods(wanted) ? entriesOf(live).flatMap(withPodsApart) : entriesOf(live);
  const others = entries.filter((entry) => !isOwnEntry(entry));
  const parts = partsOf(others, wanted);
  if (parts.every(({ ours }) => isEmptySet(ours)) && entries.length === entriesOf(live).length) return undefined;
  const own = entries.find(isOwnEntry);
  const fieldsV1 = parts.reduce((all, { ours }) => unionOf(all, ours), own?.fieldsV1 ?? {});
  const left = others.flatMap((entry, i) => {
    const theirs = parts[i]?.theirs ?? {};
    return isEmptySet(theirs) ? [] : [{ ...entry, fieldsV1: theirs }];
  });
  return [...left, { ...ownEntry(wanted), ...own, fieldsV1 }];
}

/**
 * Of a mesh that is gone, the pods that are kept are from us: what we no longer send and nobody else holds would go with
 * our next apply.
 */
function withPodsApart(entry: ManagedFieldsEntry): ManagedFieldsEntry[] {
  const { inside, outside } = splitByPaths(entry.fieldsV1 ?? {}, POD_FIELDS);
  if (!isOwnEntry(entry) || isEmptySet(inside)) return [entry];
  const held = { ...entry, manager: ADOPTION_MANAGER, operation: 'Update', fieldsV1: inside };
  return [{ ...entry, fieldsV1: outside }, held];
}

const ownEntry = ({ apiVersion }: Manifest): ManagedFieldsEntry => ({
  manager: FIELD_MANAGER,
  operation: 'Apply',
  apiVersion,
  fieldsType: 'FieldsV1',
});

/** What installers hold of a live object and we would not send: it goes when the object is taken over. */
export function heldBeyond(live: Manifest, wanted: Manifest): FieldSet {
  const others = entriesOf(live).filter((entry) => !isOwnEntry(entry));
  return partsOf(others, wanted)
    .map(({ ours }) => splitByObject(ours, wanted).outside)
    .reduce(unionOf, {});
}
