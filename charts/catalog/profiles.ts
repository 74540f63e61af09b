import type { MeshInstallSpec, PROFILES } from '../../src/api/spec/index.ts';
import type { ByMinor } from './minor.ts';

/** What a profile changes against the defaults, written as a user would write it. */
export type Profile = Omit<MeshInstallSpec, 'version' | 'profile'>;

/** The profiles of one release line; a profile that is missing does not exist there. */
export type Profiles = Readonly<Partial<Record<(typeof PROFILES)[number], Profile>>>;

type ProfileGateways = NonNullable<Profile['gateways']>;
type Resources = NonNullable<ProfileGateways[number]['resources']>;

const fixed = { autoscaling: { enabled: false } };
const smallProxy: Resources = { requests: { cpu: '10m', memory: '40Mi' } };
const smallPilot: Resources = { requests: { cpu: '10m', memory: '100Mi' } };
const smallTelemetry: Resources = { requests: { cpu: '50m', memory: '100Mi' } };

const gateways = (settings: Omit<ProfileGateways[number], 'name'>): ProfileGateways => [
  { name: 'istio-ingressgateway', ...settings },
  { name: 'istio-egressgateway', enabled: true, ...settings },
];

/** The demonstration of 1.1 and later: everything on, and as little of it as possible. */
const demo = {
  mesh: { policyChecks: true, accessLog: { file: '/dev/stdout' }, tracing: { sampling: 100 } },
  sidecar: { resources: smallProxy },
  components: {
    pilot: { resources: smallPilot },
    policy: { resources: smallPilot },
    telemetry: { resources: smallTelemetry, adapters: { stdio: { enabled: true } } },
    grafana: { enabled: true },
    tracing: { enabled: true },
    kiali: { enabled: true },
  },
  gateways: gateways({ resources: smallProxy }),
} satisfies Profile;

/** Since 1.2.3 it does without autoscalers, which need a metrics server. */
const fixedDemo: Profile = {
  ...demo,
  components: {
    ...demo.components,
    pilot: { ...demo.components.pilot, ...fixed },
    policy: { ...demo.components.policy, ...fixed },
    telemetry: { ...demo.components.telemetry, ...fixed },
  },
  gateways: gateways({ ...fixed, resources: smallProxy }),
};

const limited = (resources: Resources, cpu: string, memory: string): Resources => ({
  ...resources,
  limits: { cpu, memory },
});

/** Until 1.1.2 only mixer and the sidecars were made small. */
const demo1_1_0: Profile = {
  ...demo,
  components: {
    ...demo.components,
    pilot: {},
    policy: { resources: limited(smallPilot, '100m', '100Mi') },
    telemetry: { ...demo.components.telemetry, resources: limited(smallTelemetry, '100m', '100Mi') },
  },
  gateways: gateways({}),
};

const demo1_1_3 = {
  components: { pilot: { resources: limited(smallPilot, '100m', '200Mi') } },
  gateways: gateways({ resources: limited(smallProxy, '100m', '128Mi') }),
} satisfies Profile;

const demo1_0: Profile = {
  mesh: { tracing: { sampling: 100 } },
  components: { grafana: { enabled: true }, tracing: { enabled: true }, servicegraph: { enabled: true } },
};

/** The demonstration with mutual TLS, between workloads and to the control plane. */
const secured = (profile: Profile): Profile => ({
  ...profile,
  mesh: { ...profile.mesh, mtls: { enabled: true }, controlPlaneSecurity: true },
});

const absent = { enabled: false };

const minimal: Profile = {
  mesh: { useMCP: false },
  components: {
    pilot: { sidecar: false },
    galley: absent,
    citadel: absent,
    injector: absent,
    policy: absent,
    telemetry: absent,
    prometheus: absent,
  },
  gateways: [{ name: 'istio-ingressgateway', enabled: false }],
};

/** A cluster whose control plane is in another one: citadel and the injector only. */
const remote: Profile = {
  mesh: { tracing: { enabled: false }, remote: { grantAccess: true } },
  components: {
    pilot: absent,
    galley: absent,
    citadel: { createMeshPolicy: false },
    policy: absent,
    telemetry: absent,
    prometheus: absent,
  },
  gateways: [
    { name: 'istio-ingressgateway', enabled: false },
    { name: 'istio-egressgateway', enabled: false },
  ],
};

/** In 1.0 it also had the policy that mutual TLS needs; later charts leave that to the user. */
const remote1_0: Profile = { ...remote, components: { ...remote.components, citadel: {} } };

/** Certificates from a node agent instead of Secrets. */
const sdsAuth = (controlPlaneSecurity: boolean): Profile => ({
  mesh: { mtls: { enabled: true }, controlPlaneSecurity },
  sidecar: { sds: { enabled: true, udsPath: 'unix:/var/run/sds/uds_path' } },
  components: { nodeagent: { enabled: true } },
});

/** values-istio-<profile>.yaml of each release line; `remote` of 1.0 is the chart istio-remote. */
export const PROFILE_TABLE: ByMinor<Profiles> = {
  '1.0': { default: {}, demo: demo1_0, 'demo-auth': secured(demo1_0), remote: remote1_0 },
  '1.1': {
    default: {},
    demo: demo1_1_0,
    'demo-auth': secured(demo1_1_0),
    minimal,
    'sds-auth': sdsAuth(false),
    remote,
  },
  '1.1.3': { demo: demo1_1_3, 'demo-auth': demo1_1_3 },
  '1.2': { default: {}, demo, 'demo-auth': secured(demo), minimal, 'sds-auth': sdsAuth(false), remote },
  '1.2.3': { demo: fixedDemo, 'demo-auth': secured(fixedDemo) },
  '1.3': {
    default: {},
    demo: fixedDemo,
    'demo-auth': secured(fixedDemo),
    minimal,
    'sds-auth': sdsAuth(true),
    remote,
  },
  '1.4': { default: {}, demo: fixedDemo, minimal, 'sds-auth': sdsAuth(true), remote },
};
