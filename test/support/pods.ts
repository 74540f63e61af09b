import type { Container, PodSpec } from '../../charts/kit/types.ts';

/** All containers of a pod, those that run before the others first. */
export const containersOf = ({ initContainers = [], containers }: PodSpec): Container[] => [
  ...initContainers,
  ...containers,
];

/** What the apiserver or the kubelet would refuse in a pod; one sentence each. */
export function podFaults(pod: PodSpec): string[] {
  const volumes = (pod.volumes ?? []).map(({ name }) => name);
  const containers = containersOf(pod);
  const mounted = containers.flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name));
  return [
    ...twice(
      'container',
      containers.map(({ name }) => name),
    ),
    ...twice('volume', volumes),
    ...mounted.filter((name) => !volumes.includes(name)).map((name) => `volume ${name} is mounted but does not exist`),
    ...volumes.filter((name) => !mounted.includes(name)).map((name) => `volume ${name} is mounted nowhere`),
    ...[...volumes, ...containers.map(({ name }) => name)]
      .filter((name) => !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name))
      .map((name) => `${name} is not a DNS label`),
    ...containers.flatMap(containerFaults),
  ];
}

function containerFaults(container: Container): string[] {
  const { ports = [], env = [], volumeMounts = [], image = '', livenessProbe, readinessProbe } = container;
  const names = ports.map(({ name }) => name);
  const probed = [livenessProbe, readinessProbe].flatMap(
    (probe) => probe?.httpGet?.port ?? probe?.tcpSocket?.port ?? [],
  );
  return [
    ...twice(
      'port',
      ports.map(({ containerPort, protocol = 'TCP' }) => `${containerPort}/${protocol}`),
    ),
    ...twice(
      'variable',
      env.map(({ name }) => name),
    ),
    ...twice(
      'mount path',
      volumeMounts.map(({ mountPath }) => mountPath),
    ),
    ...env.flatMap(({ name, value, valueFrom }) =>
      value !== undefined && valueFrom ? [`variable ${name} has two sources`] : [],
    ),
    ...(/^[^\s:]+(:\d+)?(\/[^\s:]+)*(:[^\s/]+|@sha256:[0-9a-f]+)$/.test(image)
      ? []
      : [`"${image}" is no image reference`]),
    ...probed.flatMap((port) =>
      typeof port === 'string' && !names.includes(port) ? [`no port ${port} to probe`] : [],
    ),
    ...amountFaults(container),
  ];
}

function amountFaults({ name, resources = {} }: Container): string[] {
  const { requests = {}, limits = {} } = resources as Record<string, Record<string, string | number>>;
  return Object.entries(requests).flatMap(([what, amount]) => {
    const limit = limits[what];
    return limit !== undefined && amountOf(amount) > amountOf(limit)
      ? [`container ${name} requests more ${what} (${amount}) than its limit (${limit})`]
      : [];
  });
}

const UNITS: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
};

function amountOf(quantity: string | number): number {
  const [, number = 'NaN', unit = ''] = /^([0-9.]+)([a-zA-Z]*)$/.exec(String(quantity)) ?? [];
  return Number(number) * (UNITS[unit] ?? (unit === '' ? 1 : Number.NaN));
}

const twice = (what: string, names: readonly string[]): string[] =>
  names.filter((name, i) => names.indexOf(name) < i).map((name) => `${what} ${name} twice`);
