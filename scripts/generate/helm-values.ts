import { plainSettings } from '../../charts/operator/index.ts';
import { version } from './operator-file.ts';

/** One value of the Helm chart. */
export interface HelmValue {
  /** Keys from the outermost, joined with dots. */
  readonly path: string;
  readonly description: string;
  readonly default: unknown;
  readonly schema: object;
}

const plain = plainSettings(version);
const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const map = { type: 'object' } as const;
const mapOfTexts = { type: 'object', additionalProperties: text } as const;
const listOfMaps = { type: 'array', items: map } as const;

/** Every value of the chart; values.yaml and its schema are made from this. */
export const HELM_VALUES: readonly HelmValue[] = [
  {
    path: 'image.repository',
    description: 'Image of the operator, with its registry.',
    default: plain.image.split(':')[0],
    schema: { ...text, minLength: 1 },
  },
  {
    path: 'image.tag',
    description: 'Tag of the image; the version of the chart when empty.',
    default: '',
    schema: text,
  },
  {
    path: 'image.digest',
    description: 'Digest of the image, in place of a tag.',
    default: '',
    schema: { ...text, pattern: '^(sha256:[0-9a-f]{64})?$' },
  },
  {
    path: 'image.pullPolicy',
    description: 'When nodes pull the image.',
    default: plain.imagePullPolicy,
    schema: { enum: ['Always', 'IfNotPresent', 'Never'] },
  },
  { path: 'imagePullSecrets', description: 'Pull secrets, as `- name: NAME`.', default: [], schema: listOfMaps },
  {
    path: 'replicas',
    description: 'Replicas; one leads, the others wait. With more than one a PodDisruptionBudget keeps one.',
    default: plain.replicas,
    schema: { type: 'integer', minimum: 0 },
  },
  { path: 'resources', description: 'Requests and limits of the container.', default: plain.resources, schema: map },
  {
    path: 'extraArgs',
    description: 'More arguments of `meshwright run`.',
    default: [],
    schema: { type: 'array', items: text },
  },
  { path: 'podAnnotations', description: 'More annotations of the pods.', default: {}, schema: mapOfTexts },
  { path: 'nodeSelector', description: 'Labels of nodes that the pods may run on.', default: {}, schema: mapOfTexts },
  { path: 'tolerations', description: 'Taints that the pods tolerate.', default: [], schema: listOfMaps },
  { path: 'affinity', description: 'Affinity of the pods.', default: {}, schema: map },
  { path: 'priorityClassName', description: 'PriorityClass of the pods.', default: '', schema: text },
  {
    path: 'crds.install',
    description: 'The CRD is installed and upgraded with the chart; it stays when the chart goes.',
    default: true,
    schema: flag,
  },
  {
    path: 'restartRights',
    description: 'The right that `spec.upgrade.dataPlane.restart: Rolling` needs beyond the role of the operator.',
    default: false,
    schema: flag,
  },
  {
    path: 'console',
    description: 'The console behind a Service, which asks who one is; otherwise `meshwright console` reaches it.',
    default: false,
    schema: flag,
  },
  { path: 'podMonitor', description: 'A PodMonitor for Prometheus Operator.', default: false, schema: flag },
  { path: 'prometheusRule', description: 'Alerts for Prometheus Operator.', default: false, schema: flag },
  {
    path: 'grafanaDashboard',
    description: 'A dashboard, in a ConfigMap with the label that Grafana collects dashboards by.',
    default: false,
    schema: flag,
  },
  {
    path: 'networkPolicy',
    description: 'A NetworkPolicy that lets in what reads metrics, and the console.',
    default: false,
    schema: flag,
  },
];
