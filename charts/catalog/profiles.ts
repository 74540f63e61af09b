import type { MeshInstallSpec, PROFILES } from '../../src/api/spec/index.ts';
import type { ByMinor } from './minor.ts';

/** What a profile changes against the defaults, written as a user would write it. */
export type Profile = Omit<MeshInstallSpec, 'version' | 'profile'>;

/** The profiles of one release line; a profile that is missing does not exist there. */
export type Profiles = Readonly<Partial<Record<(typeof PROFILES)[number], Profile>>>;

const fixed = { autoscaling: { enabled: false } };
const small = { ...fixed, resources: { requests: { cpu: '10m', memory: '100Mi' } } };
const smallProxy = { requests: { cpu: '10m', memory: '40Mi' } };

/** values-istio-<profile>.yaml of each release line. */
export const PROFILE_TABLE: ByMinor<Profiles> = {
  '1.4': {
    default: {},
    demo: {
      mesh: { policyChecks: true, accessLog: { file: '/dev/stdout' }, tracing: { sampling: 100 } },
      sidecar: { resources: smallProxy },
      components: {
        pilot: small,
        policy: small,
        telemetry: {
          ...fixed,
          resources: { requests: { cpu: '50m', memory: '100Mi' } },
          adapters: { stdio: { enabled: true } },
        },
        grafana: { enabled: true },
        tracing: { enabled: true },
        kiali: { enabled: true },
      },
      gateways: [
        { name: 'istio-ingressgateway', ...fixed, resources: smallProxy },
        { name: 'istio-egressgateway', enabled: true, ...fixed, resources: smallProxy },
      ],
    },
    minimal: {
      mesh: { useMCP: false },
      components: {
        pilot: { sidecar: false },
        galley: { enabled: false },
        citadel: { enabled: false },
        injector: { enabled: false },
        policy: { enabled: false },
        telemetry: { enabled: false },
        prometheus: { enabled: false },
      },
      gateways: [{ name: 'istio-ingressgateway', enabled: false }],
    },
  },
};
