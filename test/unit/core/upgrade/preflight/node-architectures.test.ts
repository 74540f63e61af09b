import { describe, expect, it } from '@jest/globals';
import { imageArchitectures, proxyImage, render } from '../../../../../charts/index.ts';
import type { MeshInstallSpec } from '../../../../../src/api/spec/index.ts';
import type { ClusterInput } from '../../../../../src/core/upgrade/preflight/index.ts';
import { nodeArchitectures } from '../../../../../src/core/upgrade/preflight/node-architectures.ts';
import { meshOf } from '../../../../support/mesh.ts';

type Nodes = Readonly<Record<string, number>>;
type Spec = Partial<MeshInstallSpec>;

/** What is found about a mesh as the charts render it: `severity message; remedy`. */
function found(nodes: Nodes, spec: Spec = {}): string[] {
  const mesh = meshOf({ profile: 'minimal', ...spec });
  const input = {
    manifests: render(mesh),
    nodes: { byArchitecture: nodes },
    sidecar: proxyImage(mesh),
    architecturesOf: imageArchitectures,
  } as unknown as ClusterInput;
  return nodeArchitectures(input).map(({ severity, message, remedy }) => `${severity} ${message}; ${remedy}`);
}

const PILOT = 'Deployment istio-system/istio-pilot';
const IMAGES = 'docker.io/istio/pilot:1.4.10';
const OWN: Spec = { images: { hub: 'registry.example.com/istio' } };
const weights = (architectures: Record<string, number>): Spec => ({ defaults: { architectures } });
const SELECTED: Spec = { components: { pilot: { nodeSelector: { 'beta.kubernetes.io/arch': 'arm64' } } } };
const SIDECARS = 'applications with its sidecar do not start on the others';

/** The nodes, the spec, and a beginning of each finding. */
const TABLE: readonly (readonly [what: string, nodes: Nodes, spec: Spec, findings: readonly string[]])[] = [
  ['there are no nodes', {}, {}, []],
  ['every node has the architecture of the images', { amd64: 3 }, {}, []],
  [
    'no node has it',
    { arm64: 3 },
    {},
    [`block no node can run ${PILOT}: their pods are kept to amd64, ppc64le, s390x, and the nodes are 3 of arm64; add`],
  ],
  [
    'no node has one that there is a field for',
    { riscv64: 1 },
    {},
    [
      `block no node can run ${PILOT}: their pods are kept to amd64, ppc64le, s390x, and the nodes are 1 of riscv64; add nodes of amd64`,
    ],
  ],
  [
    'some have',
    { amd64: 3, arm64: 2 },
    {},
    [
      `warn 3 of 5 nodes can run the mesh, and its own pods are kept to these; ${SIDECARS} (2 of arm64); keep them to amd64`,
    ],
  ],
  [
    'pods may also go where there is no image, as by default on mainframes',
    { amd64: 1, s390x: 2 },
    {},
    [
      `warn pods of ${PILOT} may go to nodes (2 of s390x) for which there is no ${IMAGES}; set spec.defaults.architectures.s390x to 0`,
      `warn 1 of 3 nodes can run the mesh; ${SIDECARS} (2 of s390x)`,
    ],
  ],
  [
    'pods may go nowhere else than where there is no image',
    { arm64: 1 },
    weights({ arm64: 2 }),
    [`block no node can run ${PILOT}: the nodes are 1 of arm64, for which there is no ${IMAGES}`],
  ],
  [
    'pods of an add-on alone run nowhere, which holds nobody',
    { arm64: 1 },
    { ...OWN, ...weights({ arm64: 2 }), components: { grafana: { enabled: true } } },
    [
      'warn no node can run Deployment istio-system/grafana: the nodes are 1 of arm64, for which there is no grafana/grafana:6.4.3; add nodes of amd64',
    ],
  ],
  [
    'a selector of its own keeps pods from where they run',
    { amd64: 1, arm64: 1 },
    SELECTED,
    [
      `block no node can run ${PILOT}: their pods are kept to no architecture, by selectors that exclude each other, and the nodes are 1 of amd64, 1 of arm64`,
      `warn 1 of 2 nodes can run the mesh`,
    ],
  ],
  ['images are of somebody’s own, and pods go to their nodes', { arm64: 3 }, { ...OWN, ...weights({ arm64: 2 }) }, []],
  [
    'images are of somebody’s own, and pods are kept away',
    { arm64: 3 },
    OWN,
    [
      `block no node can run ${PILOT}: their pods are kept to amd64, ppc64le, s390x, and the nodes are 3 of arm64; ` +
        'add nodes of amd64, ppc64le, s390x; or set spec.defaults.architectures.arm64 to 2',
    ],
  ],
  [
    'one image is of somebody’s own, and the others are not',
    { amd64: 1, arm64: 1 },
    { images: { overrides: { pilot: 'registry.example.com/pilot:1' } }, ...weights({ arm64: 2 }) },
    ['warn 1 of 2 nodes can run the mesh'],
  ],
  [
    'nobody says whether an image runs where its pods may go',
    { amd64: 1, ppc64le: 1 },
    {
      components: { pilot: { enabled: false }, coredns: { enabled: true } },
      mesh: { multiCluster: { enabled: true } },
      ...OWN,
    },
    [
      'warn pods of Deployment istio-system/istiocoredns may go to ppc64le, and nobody says whether istio/coredns-plugin:0.2-istio-1.1 runs there',
    ],
  ],
];

describe('whether nodes can run a mesh', () => {
  it.each(TABLE)('is said where %s', (_what, nodes, spec, findings) => {
    expect(found(nodes, spec)).toEqual(findings.map((each) => expect.stringContaining(each) as unknown));
  });

  it('is not known where they may not be read', () => {
    const input = { manifests: [], nodes: { unread: 'list nodes: forbidden' } } as unknown as ClusterInput;
    expect(nodeArchitectures(input)).toMatchObject([
      { severity: 'warn', message: expect.stringContaining('could not be read: list nodes: forbidden') as unknown },
    ]);
  });
});
