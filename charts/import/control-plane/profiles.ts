import type { MeshInstallSpec } from '../../../src/api/spec/index.ts';
import { at, type Tree } from '../../values/tree.ts';
import { stateDefaults } from '../defaults.ts';
import { textOf } from '../document.ts';
import type { StatedField } from '../../values/mesh-install.ts';
import type { Unmapped } from '../../values/unmapped.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A profile of istioctl, as one of ours and what is different in it. */
interface Profile {
  readonly name: NonNullable<MeshInstallSpec['profile']>;
  readonly fields: Fields;
}

/** Where all profiles of `istioctl manifest apply` (1.4) go other ways than those of the charts. */
const OF_ISTIOCTL: Fields = { 'sidecar.componentLogLevel': 'misc:error', 'sidecar.logLevel': 'warning' };

const GALLEY: Fields = { 'components.galley.resources': { requests: { cpu: '100m' } } };
const SECURED: Fields = { 'mesh.controlPlaneSecurity': true };
const STDIO: Fields = { 'components.telemetry.adapters.stdio.outputAsJson': false };

/** The same of add-ons, where they are installed. */
const ADDONS: Readonly<Record<string, Fields>> = {
  kiali: { 'components.kiali.image': 'quay.io/kiali/kiali:v1.15' },
  tracing: { 'components.tracing.service': { port: 9411, portName: 'http-query' } },
};

const demo: Fields = { ...GALLEY, ...STDIO, ...ADDONS['kiali'], ...ADDONS['tracing'] };

const PROFILES: Readonly<Record<string, Profile>> = {
  default: { name: 'default', fields: { ...SECURED, ...GALLEY } },
  demo: { name: 'demo', fields: demo },
  'demo-auth': { name: 'demo', fields: { ...SECURED, ...demo, 'mesh.mtls.enabled': true } },
  minimal: { name: 'minimal', fields: {} },
  remote: {
    name: 'remote',
    fields: { ...SECURED, 'components.injector.enabled': false, 'gateways.istio-ingressgateway.enabled': true },
  },
  sds: { name: 'sds-auth', fields: GALLEY },
  empty: { name: 'minimal', fields: { 'components.pilot.enabled': false } },
};

/** What the profile of an IstioControlPlane means; without one it is `default`. */
export function profileOf(spec: Tree): {
  readonly name: string;
  readonly fields: readonly StatedField[];
  readonly unmapped: readonly Unmapped[];
} {
  const key = 'spec.profile';
  const wanted = textOf(spec['profile']) ?? 'default';
  const known = Object.hasOwn(PROFILES, wanted) ? PROFILES[wanted] : undefined;
  const { name, fields } = known ?? { name: 'default', fields: SECURED };
  const message = `not a profile that we know: taken for default; the profiles are ${Object.keys(PROFILES).join(', ')}.`;
  return {
    name,
    fields: stateDefaults({ ...OF_ISTIOCTL, ...fields, ...addonsOf(spec) }),
    unmapped: known === undefined ? [{ key, value: wanted, message }] : [],
  };
}

function addonsOf(spec: Tree): Fields {
  const on = Object.entries(ADDONS).filter(([name]) => at(spec, ['values', name, 'enabled']) === true);
  return Object.assign({}, ...on.map(([, fields]) => fields)) as Fields;
}
