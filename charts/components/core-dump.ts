import { CORE_DUMP } from '../catalog/core-dump.ts';
import { INJECTION_TEMPLATE } from '../catalog/injector-template.ts';
import { rowOf } from '../catalog/minor.ts';
import { PROXY } from '../catalog/proxy.ts';
import { istioImage, mirrored } from '../kit/images.ts';
import type { Container } from '../kit/types.ts';
import type { Mesh } from '../mesh.ts';

/** The init container that lets the Envoy of a sidecar write core dumps; none unless the mesh asks for it. */
export function sidecarCoreDump(mesh: Mesh): Container[] {
  const { confinement } = rowOf(CORE_DUMP, mesh.spec.version);
  return mesh.spec.mesh.coreDump.enabled ? [{ ...enabler(mesh), resources: {}, securityContext: confinement }] : [];
}

/** The same for the Envoy of a gateway, in releases whose gateways have it. */
export const gatewayCoreDump = (mesh: Mesh): Container[] =>
  isEverywhere(mesh) ? [{ ...enabler(mesh), securityContext: { privileged: true } }] : [];

/** What a sidecar may do more while it writes core dumps. */
export const coreDumpConfinement = (mesh: Mesh): Readonly<Record<string, unknown>> =>
  isEverywhere(mesh) ? { readOnlyRootFilesystem: false } : {};

const isEverywhere = ({ spec }: Mesh): boolean =>
  spec.mesh.coreDump.enabled && rowOf(CORE_DUMP, spec.version).isEverywhere;

function enabler(mesh: Mesh): Container {
  const { pattern } = rowOf(CORE_DUMP, mesh.spec.version);
  return {
    name: 'enable-core-dump',
    image: imageOf(mesh),
    imagePullPolicy: mesh.spec.images.pullPolicy,
    command: ['/bin/sh'],
    args: ['-c', `sysctl -w kernel.core_pattern=${pattern} && ulimit -c unlimited`],
  };
}

function imageOf(mesh: Mesh): string {
  const { version, mesh: settings } = mesh.spec;
  if (rowOf(CORE_DUMP, version).hasImage) return mirrored(settings.coreDump.image, mesh.spec.images.mirrors);
  const init = rowOf(INJECTION_TEMPLATE, version).init.image ?? rowOf(PROXY, version).image;
  return istioImage(mesh, 'proxy_init', init);
}
