import type { Mesh } from '../../../charts/index.ts';
import { BRIDGE_CONTAINER } from '../../api/components.ts';
import type { Manifest } from '../../api/manifest.ts';
import type { MeshInstallSpec } from '../../api/spec/index.ts';
import { workloadSpec } from '../../core/model/selector.ts';
import { isForbidden } from '../../kube/errors.ts';
import type { KubeClient } from '../../kube/operations.ts';
import { operatorImage } from '../../operator/manager/own-image.ts';
import type { OperatorOptions } from '../program/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { operatorDeployments } from './deployments.ts';

/** The operator that carries meshes of a cluster out. */
export interface OperatorInCharge {
  /** What it renders depends on these, besides the spec; empty where there is none in the cluster. */
  readonly renders: Pick<Mesh, 'operatorNamespace' | 'operatorImage'>;
  /** Why its image is not known. */
  readonly unread?: string;
}

/**
 * Looks for the Deployment of the operator, so that what is rendered here is what it would apply. One that runs outside
 * of the cluster has no image, and gives bridges that of its release.
 */
export async function operatorInCharge(
  client: Pick<KubeClient, 'list'>,
  { operatorNamespace }: OperatorOptions,
): Promise<OperatorInCharge> {
  const chosen = operatorNamespace === undefined ? {} : { operatorNamespace };
  try {
    const deployments = await operatorDeployments(client, operatorNamespace);
    const places = [...new Set(deployments.map(({ metadata }) => metadata.namespace ?? ''))].sort();
    if (places.length > 1)
      return { renders: chosen, unread: `there is one in ${places.join(', ')}: say which with --operator-namespace` };
    const [namespace] = places;
    const image = operatorImage(deployments[0]);
    const found = namespace === undefined ? {} : { operatorNamespace: namespace };
    return { renders: { ...chosen, ...found, ...(image !== undefined && { operatorImage: image }) } };
  } catch (error) {
    if (!(error instanceof Error && isForbidden(error))) throw error;
    return { renders: chosen, unread: error.message };
  }
}

/** What is shown, and what was asked for. */
interface Shown {
  readonly spec: Pick<MeshInstallSpec, 'images'>;
  readonly manifests: readonly Manifest[];
}

/** Says on standard error where bridges are shown with an image that may be another one. */
export function warnOfBridge({ unread }: OperatorInCharge, { spec, manifests }: Shown, { stderr }: Terminal): void {
  const isNamed = spec.images?.overrides?.['bridge'] !== undefined;
  if (unread === undefined || isNamed || !manifests.some(hasBridge)) return;
  const missing = 'the image of the operator, which bridges get, could not be read';
  stderr.write(`warning: ${missing}; they are shown with that of this release: ${unread}\n`);
}

const hasBridge = (manifest: Manifest): boolean =>
  workloadSpec(manifest).template?.spec?.containers?.some(({ name }) => name === BRIDGE_CONTAINER) === true;
