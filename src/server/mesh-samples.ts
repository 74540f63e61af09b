import { CONDITION_TYPES } from '../api/conditions.ts';
import { type MeshInstall, namespaceOf } from '../api/meshinstall.ts';
import { PHASES, type MeshInstallStatus } from '../api/status.ts';
import type { MeshGauge } from './definitions.ts';

/** One value of a gauge. */
export interface Sample {
  readonly name: MeshGauge;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Everything that gauges say of a mesh. Follows from its spec and status alone, and so is right after a restart. */
export function meshSamples({ metadata, spec, status = {} }: MeshInstall): Sample[] {
  const { version = '', targetVersion = spec.version } = status;
  const namespace = namespaceOf({ spec });
  const { profile = 'default' } = spec;
  const samples = [
    sample('meshwright_mesh_info', 1, { namespace, version, target: targetVersion, profile }),
    ...phaseSamples(status),
    ...conditionSamples(status),
    ...componentSamples(status),
    ...proxySamples(status),
    ...hopSamples(status),
    ...certificateSamples(status),
  ];
  return samples.map((each) => ({ ...each, labels: { mesh: metadata.name, ...each.labels } }));
}

const sample = (name: MeshGauge, value: number, labels: Sample['labels'] = {}): Sample => ({ name, value, labels });

const phaseSamples = (status: MeshInstallStatus): Sample[] =>
  PHASES.map((phase) => sample('meshwright_mesh_phase', Number(phase === (status.phase ?? 'Pending')), { phase }));

const STATUSES = ['True', 'False', 'Unknown'];

function conditionSamples({ conditions = [] }: MeshInstallStatus): Sample[] {
  const known = conditions.filter(({ type }) => CONDITION_TYPES.some((each) => each === type));
  return known.flatMap((condition) =>
    STATUSES.map((status) => {
      const { type } = condition;
      return sample('meshwright_mesh_condition', Number(status === condition.status), { type, status });
    }),
  );
}

function componentSamples({ components }: MeshInstallStatus): Sample[] {
  if (components === undefined) return [];
  const ready = components.filter(({ phase }) => phase === 'Ready');
  return [
    sample('meshwright_mesh_components', components.length),
    sample('meshwright_mesh_components_ready', ready.length),
    ...components.map(({ name, phase }) =>
      sample('meshwright_component_ready', Number(phase === 'Ready'), { component: name }),
    ),
  ];
}

function proxySamples({ dataPlane }: MeshInstallStatus): Sample[] {
  if (dataPlane === undefined) return [];
  return [
    sample('meshwright_mesh_proxies', dataPlane.proxies),
    sample('meshwright_mesh_proxies_up_to_date', dataPlane.upToDate),
  ];
}

const STATES = ['Pending', 'Running', 'Done', 'Failed'];

function hopSamples({ plan }: MeshInstallStatus): Sample[] {
  if (plan === undefined) return [];
  const { from = '', path, startedAt, steps } = plan;
  const count = (state: string): number => (steps ?? []).filter((step) => step.state === state).length;
  return [
    ...timeSamples('meshwright_hop_started_timestamp_seconds', startedAt, { from, to: path[0] ?? '' }),
    ...(steps === undefined ? [] : STATES.map((state) => sample('meshwright_hop_steps', count(state), { state }))),
  ];
}

const EXPIRATION = 'meshwright_certificate_expiration_timestamp_seconds';

const certificateSamples = ({ certificates }: MeshInstallStatus): Sample[] => [
  ...timeSamples(EXPIRATION, certificates?.rootExpires, { certificate: 'root' }),
  ...timeSamples(EXPIRATION, certificates?.webhookExpires, { certificate: 'webhook' }),
];

/** Anybody who may write a status may write nonsense for a time. */
function timeSamples(name: MeshGauge, time: string | undefined, labels: Sample['labels']): Sample[] {
  const ms = Date.parse(time ?? '');
  return Number.isNaN(ms) ? [] : [sample(name, ms / 1000, labels)];
}
