import { rowOf } from '../catalog/minor.ts';
import { NODE_AGENT, type NodeAgentFacts } from '../catalog/nodeagent.ts';
import { istioImage } from '../kit/images.ts';
import { clusterAccess, namespaced, rule, serviceAccount } from '../kit/objects.ts';
import type { Container, Manifest, VolumeMount } from '../kit/types.ts';
import { container, downward, placement, variables } from '../kit/workload.ts';
import type { Mesh } from '../mesh.ts';
import { SDS_DIRECTORY } from './proxy.ts';

const NAME = 'istio-nodeagent';
const ACCOUNT = 'istio-nodeagent-service-account';
const LABELS = { app: 'nodeagent' };
const SELECTOR = { ...LABELS, istio: 'nodeagent' };

/** The node agent fetches the certificates of the proxies of its node from citadel, and hands them out over SDS. */
export function nodeagent(mesh: Mesh): Manifest[] {
  const { namespace, version } = mesh.spec;
  const facts = rowOf(NODE_AGENT, version);
  if (facts === null) return [];
  const role = `${NAME}-${namespace}`;
  const access = clusterAccess(mesh, { role, binding: role, account: ACCOUNT }, LABELS, [
    rule([''], ['configmaps'], ['get']),
  ]);
  return [serviceAccount(mesh, ACCOUNT, LABELS), ...access, daemonSet(mesh, facts)];
}

function daemonSet(mesh: Mesh, facts: NodeAgentFacts): Manifest {
  const settings = mesh.spec.components.nodeagent;
  return {
    ...namespaced(mesh, 'apps/v1', 'DaemonSet', NAME, SELECTOR),
    spec: {
      selector: { matchLabels: SELECTOR },
      // Never two on a node: they would take the socket from each other.
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: settings.rollout.maxUnavailable } },
      template: {
        metadata: { labels: SELECTOR, annotations: { 'sidecar.istio.io/inject': 'false', ...settings.podAnnotations } },
        spec: {
          serviceAccountName: ACCOUNT,
          containers: [agent(mesh, facts)],
          volumes: [{ name: SOCKET.name, hostPath: { path: SDS_DIRECTORY } }],
          ...placement(mesh, settings),
        },
      },
    },
  };
}

const SOCKET: VolumeMount = { name: 'sdsudspath', mountPath: SDS_DIRECTORY };

function agent(mesh: Mesh, facts: NodeAgentFacts): Container {
  const settings = mesh.spec.components.nodeagent;
  const values = {
    CA_ADDR: 'istio-citadel:8060',
    CA_PROVIDER: 'Citadel',
    VALID_TOKEN: 'true',
    [facts.variables.plugins]: '',
    [facts.variables.trustDomain]: mesh.spec.mesh.trustDomain,
  };
  return {
    ...container(mesh, 'nodeagent', istioImage(mesh, 'nodeagent', facts.image, settings.image), settings.resources),
    env: [...downward({ ...facts.fields }), ...variables({ ...values, ...settings.env })],
    volumeMounts: [SOCKET],
  };
}
