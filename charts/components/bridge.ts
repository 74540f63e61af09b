import { dump } from 'js-yaml';
import { BRIDGE_CONTAINER } from '../../src/api/components.ts';
import { BRIDGE_IMAGE, BRIDGE_PORT, BRIDGED, type BridgeNeighbour } from '../catalog/bridge.ts';
import { rowOf } from '../catalog/minor.ts';
import { addonImage } from '../kit/images.ts';
import { configMap } from '../kit/objects.ts';
import type { Container, Manifest, Volume, VolumeMount } from '../kit/types.ts';
import { container } from '../kit/workload.ts';
import type { Mesh } from '../mesh.ts';

const NAME = 'meshwright-bridge';
const FOLDER = '/etc/meshwright/bridge';

/** File that makes an old client ask the bridge instead of the apiserver. */
export const BRIDGE_KUBECONFIG = `${FOLDER}/kubeconfig`;

/** What a pod needs for its bridge. */
export interface Bridge {
  readonly container: Container;
  readonly volume: Volume;
  /** For the neighbour. */
  readonly mount: VolumeMount;
}

/** True where the release needs an API that this cluster does not serve. */
function isNeeded({ spec, capabilities }: Mesh, neighbour: BridgeNeighbour): boolean {
  const vanished = rowOf(BRIDGED, spec.version)[neighbour];
  return vanished !== undefined && !capabilities.served.has(vanished);
}

/**
 * The legacy API bridge beside a container; undefined where the release does not need it. It is the first container of
 * the pod, and kubelet starts the next one only after its postStart hook: nobody asks before it answers.
 * @param mounts what the bridge itself has to read
 */
export function bridgeBeside(
  mesh: Mesh,
  neighbour: BridgeNeighbour,
  args: string[] = [],
  mounts: VolumeMount[] = [],
): Bridge | undefined {
  if (!isNeeded(mesh, neighbour)) return undefined;
  const settings = { requests: { cpu: '5m', memory: '32Mi' }, limits: { memory: '96Mi' } };
  const port = ['--port', String(BRIDGE_PORT)];
  return {
    container: {
      ...container(mesh, BRIDGE_CONTAINER, addonImage(mesh, 'bridge', mesh.operatorImage ?? BRIDGE_IMAGE), settings),
      command: [...PROGRAM, neighbour, ...port, ...args],
      lifecycle: { postStart: { exec: { command: [...PROGRAM, 'wait', ...port] } } },
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65532,
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
      ...(mounts.length > 0 && { volumeMounts: mounts }),
    },
    volume: { name: BRIDGE_CONTAINER, configMap: { name: NAME } },
    mount: { name: BRIDGE_CONTAINER, mountPath: FOLDER, readOnly: true },
  };
}

const PROGRAM = ['/nodejs/bin/node', '/app/bridge.mjs'];

/** The kubeconfig that bridged containers are given; nothing where none is bridged. */
export function bridgeConfig(mesh: Mesh): Manifest[] {
  const { policy, telemetry, injector } = mesh.spec.components;
  const bridged =
    (isNeeded(mesh, 'mixer') && (policy.enabled || telemetry.enabled)) ||
    (isNeeded(mesh, 'injector') && injector.enabled);
  return bridged ? [configMap(mesh, NAME, { app: NAME }, { kubeconfig: KUBECONFIG })] : [];
}

/** No credentials: the bridge adds the pod's own, and listens to nobody outside the pod. */
const KUBECONFIG = dump({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'bridge', cluster: { server: `http://127.0.0.1:${BRIDGE_PORT}` } }],
  contexts: [{ name: 'bridge', context: { cluster: 'bridge', user: 'bridge' } }],
  'current-context': 'bridge',
  users: [{ name: 'bridge', user: {} }],
});
