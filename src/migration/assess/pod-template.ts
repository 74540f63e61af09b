import type { Manifest } from '../../api/manifest.ts';
import { kindOf } from '../kinds.ts';
import { list, record, text, textMap, type Loose } from '../reading.ts';

/** What rules ask about a pod, or about the pods that a workload makes. */
export interface PodTemplate {
  /** Where it is in its object: `spec.template`, or empty for a pod. */
  readonly field: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly containers: readonly Container[];
  readonly volumes: readonly Loose[];
  /** `default` where it names none. */
  readonly serviceAccount: string;
  /** Ports that containers declare by a name. */
  readonly ports: readonly { readonly name: string; readonly number: number }[];
}

/** A container, or an init container. */
export interface Container {
  readonly name: string;
  readonly image: string;
  /** Command and arguments, then values of variables. */
  readonly words: readonly string[];
}

/** Kinds that make pods, and where the template is. */
const TEMPLATES: Readonly<Record<string, string>> = {
  'Deployment.apps': 'spec.template',
  'StatefulSet.apps': 'spec.template',
  'DaemonSet.apps': 'spec.template',
  'Job.batch': 'spec.template',
  'CronJob.batch': 'spec.jobTemplate.spec.template',
  Pod: '',
};

/** Kinds whose pods rules look at. */
export const POD_OWNERS: readonly string[] = Object.keys(TEMPLATES);

/** The pods of an object: one template, or none. Pods that a workload made are left to the workload. */
export function podsOf(object: Manifest): PodTemplate[] {
  const field = TEMPLATES[kindOf(object)];
  if (field === undefined || isMade(object)) return [];
  const template = field.split('.').reduce<Loose>((at, word) => (word === '' ? at : record(at[word])), object);
  const [metadata, spec] = [record(template['metadata']), record(template['spec'])];
  const containers = [...list(spec['initContainers']), ...list(spec['containers'])].map(containerOf);
  const volumes = list(spec['volumes']).map(record);
  const ports = list(spec['containers']).flatMap((container) => list(record(container)['ports']).flatMap(portOf));
  const labels = textMap(metadata['labels']);
  const annotations = textMap(metadata['annotations']);
  const serviceAccount = text(spec['serviceAccountName']) ?? text(spec['serviceAccount']) ?? 'default';
  return [{ field, annotations, labels, containers, volumes, serviceAccount, ports }];
}

/** A pod or a Job that something else keeps making, whose template is there. */
const isMade = ({ kind, metadata }: Manifest): boolean =>
  ['Pod', 'Job'].includes(kind) && metadata.ownerReferences?.some(({ controller }) => controller === true) === true;

function portOf(value: unknown): PodTemplate['ports'] {
  const { name, containerPort } = record(value);
  return typeof name === 'string' && typeof containerPort === 'number' ? [{ name, number: containerPort }] : [];
}

function containerOf(value: unknown): Container {
  const { name, image, command, args, env } = record(value);
  const values = list(env).map((variable) => record(variable)['value']);
  const words = [...list(command), ...list(args), ...values].filter((word) => typeof word === 'string');
  return { name: text(name) ?? '', image: text(image) ?? '', words };
}
