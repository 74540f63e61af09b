import { customResourceDefinition, type Schema } from '../../api/crd.ts';
import type { Manifest } from '../../api/manifest.ts';
import { someOf } from '../../core/model/wording.ts';
import { age } from '../view/format.ts';
import { findingsOf, type CheckFinding } from './finding.ts';
import { schemaDifference } from './schema.ts';

/** Which CRD is looked at. */
export const CRD_REF = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  name: customResourceDefinition().metadata.name,
};

const APPLY = 'kubectl apply --server-side -f crds, of the release of the operator';

interface Definition extends Manifest {
  readonly spec: { readonly versions: readonly { name: string; schema?: { openAPIV3Schema?: Schema } }[] };
  readonly status?: { readonly conditions?: readonly { type: string; status: string }[] };
}

/** Whether the CRD is there, served, and that of this program; `now` in milliseconds since the epoch. */
export function checkCrd(live: Manifest | undefined, now: number): CheckFinding {
  const { ok, failed, warning } = findingsOf('crd');
  if (live === undefined) return failed(`there is no ${CRD_REF.kind} ${CRD_REF.name}`, APPLY);
  const { metadata, status } = live as Definition;
  const since = `${metadata.name}, ${age(now - Date.parse(metadata.creationTimestamp ?? ''))} old`;
  if (!status?.conditions?.some(({ type, status: is }) => type === 'Established' && is === 'True'))
    return failed(`${since}, is not served yet`, 'kubectl describe crd says why');
  const { lacks, adds, differs } = schemaDifference(schemaOf(customResourceDefinition()), schemaOf(live));
  if (lacks.length > 0) return failed(`${since}, is older than this program: it lacks ${someOf(lacks)}`, APPLY);
  if (adds.length > 0)
    return warning(`${since}, is newer than this program: it has ${someOf(adds)}`, 'use the program of that release');
  if (differs.length > 0) return warning(`${since}, has other rules for ${someOf(differs)}`, APPLY);
  return ok(`${since}, has the schema of this program`);
}

const schemaOf = (definition: Manifest): Schema =>
  (definition as Definition).spec.versions[0]?.schema?.openAPIV3Schema ?? {};
