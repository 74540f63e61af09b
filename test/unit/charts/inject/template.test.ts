import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RELEASES } from '../../../../charts/catalog/releases.ts';
import { parseTemplate, TemplateError } from '../../../../charts/inject/parse.ts';
import { sidecarFor, type PodTemplate } from '../../../../charts/inject/pod.ts';
import { injectionSettings } from '../../../../charts/inject/settings.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';
import { Injector, type InjectedPod } from '../../../support/inject/inject.ts';
import { meshOf } from '../../../support/mesh.ts';

const BUILD_TIMEOUT_MS = 120_000;
const OWNER = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'hello', namespace: 'default' };

/** Pods that make a template say something else. */
const PODS: Readonly<Record<string, InjectedPod>> = {
  plain: {},
  'many ports': {
    spec: {
      serviceAccountName: 'robot',
      containers: [
        { name: 'a', ports: [{ containerPort: 80 }, { containerPort: 53, protocol: 'UDP', hostPort: 53 }] },
        { name: 'b', ports: [{ name: 'metrics', containerPort: 81, protocol: 'TCP' }] },
      ],
    },
  },
  'no ports and labels': { labels: {}, spec: { containers: [{ name: 'a' }] } },
  annotations: {
    labels: { app: 'hello', 'a/z': '<&>' },
    annotations: {
      'sidecar.istio.io/proxyImage': 'registry/proxy:1',
      'sidecar.istio.io/proxyCPU': '50m',
      'sidecar.istio.io/bootstrapOverride': 'mine',
      'sidecar.istio.io/userVolume': '{"b": {"emptyDir": {}}, "a": {"secret": {"secretName": "x"}}}',
      'sidecar.istio.io/userVolumeMount': '{"a": {"mountPath": "/a", "readOnly": true}}',
      'traffic.sidecar.istio.io/includeInboundPorts': '*',
      'traffic.sidecar.istio.io/excludeInboundPorts': '22, 15020',
      'traffic.sidecar.istio.io/excludeOutboundPorts': '25',
      'traffic.sidecar.istio.io/kubevirtInterfaces': 'eth1',
      'readiness.status.sidecar.istio.io/initialDelaySeconds': '7',
      note: '"\n  - name: X [[ .Spec ]] {{ .Spec }} < ä',
    },
  },
  'transparent interception': { annotations: { 'sidecar.istio.io/interceptionMode': 'TPROXY' } },
  'no interception': { annotations: { 'sidecar.istio.io/interceptionMode': 'NONE' } },
  'no status port': { annotations: { 'status.sidecar.istio.io/port': '0', 'apm.datadoghq.com/env': '{"A": "b"}' } },
};

/** Settings of meshes that do, and the release since which they are possible. */
const SPECS: readonly [since: string, spec: Partial<MeshInstallSpec>][] = [
  ['1.0.0', {}],
  ['1.0.0', { images: { overrides: { proxy: 'registry/[[ .Spec ]]{{ .Spec }}:1' } } }],
  ['1.0.0', { mesh: { coreDump: { enabled: true } } }],
  ['1.1.0', { profile: 'sds-auth' }],
  ['1.1.0', { sidecar: { cni: { enabled: true }, capture: { includeInboundPorts: '90,91' } } }],
  ['1.1.3', { mesh: { tracing: { tracer: 'datadog' } } }],
  [
    '1.1.0',
    {
      mesh: {
        tracing: {
          tracer: 'lightstep',
          lightstep: { address: 'ls:1', accessToken: 'token', secure: true, cacertPath: '/etc/ls/ca.pem' },
        },
      },
    },
  ],
];

const isSince = (version: string, since: string): boolean => RELEASES.indexOf(version) >= RELEASES.indexOf(since);

describe('the sidecar of kube-inject', () => {
  let injector: Injector;

  beforeAll(async () => {
    injector = await Injector.build();
  }, BUILD_TIMEOUT_MS);

  afterAll(() => {
    injector.close();
  });

  it.each([...RELEASES])('is in %s what Go makes of the template', (version) => {
    const tried = SPECS.filter(([since]) => isSince(version, since));
    for (const [, spec] of tried) {
      const mesh = meshOf({ version, ...spec });
      const settings = injectionSettings(mesh);
      const injected = injector.injectEach(mesh, Object.values(PODS));
      for (const [i, [what, pod]] of Object.entries(PODS).entries()) {
        const { labels = { app: 'hello' }, annotations = {}, spec: podSpec = {} } = pod;
        const template = {
          metadata: { labels, annotations },
          spec: { containers: [{ name: 'hello', ports: [{ name: 'http', containerPort: 80 }] }], ...podSpec },
        } as PodTemplate;
        expect({ what, spec, is: sidecarFor(template, OWNER, settings) }).toEqual({
          what,
          spec,
          is: injected[i],
        });
      }
    }
  });
});

describe('a template', () => {
  it.each(['{{ if .A }}x', '{{ foo ( }}', '{{ .A | b }}'])('that says what ours never say is refused: %s', (text) => {
    expect(() => parseTemplate(text, ['{{', '}}'])).toThrow(TemplateError);
  });
});
