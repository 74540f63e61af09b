import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import {
  consoleArgument,
  consoleObjects,
  dashboardConfigMap,
  disruptionBudget,
  networkPolicy,
  OPERATOR_NAME,
  operatorDashboard,
  podMonitor,
  priorityClass,
  prometheusRule,
  restartRole,
} from '../../charts/operator/index.ts';
import { OPERATOR_NAMESPACE } from '../../src/api/meshinstall.ts';
import { ENDPOINTS } from '../../src/server/endpoints.ts';
import { installFile } from './operator-file.ts';
import { yamlOf } from './yaml.ts';

/** The groups of docs/alerts.yaml. */
export const alertGroups = (): unknown =>
  (load(readFileSync('docs/alerts.yaml', 'utf8')) as { groups: unknown }).groups;

interface Component {
  readonly resources: readonly object[];
  /** Changes of the Deployment: of its spec as a strategic merge, or a list as a JSON patch. */
  readonly patch?: object | readonly object[];
}

const COMPONENTS: Readonly<Record<string, () => Component>> = {
  // Of an argument that is there twice, the last one counts.
  console: () => ({
    resources: consoleObjects(OPERATOR_NAMESPACE),
    patch: [{ op: 'add', path: '/spec/template/spec/containers/0/args/-', value: consoleArgument('') }],
  }),
  'grafana-dashboard': () => ({ resources: [dashboardConfigMap(OPERATOR_NAMESPACE, operatorDashboard())] }),
  'high-availability': () => ({
    resources: [disruptionBudget(OPERATOR_NAMESPACE), priorityClass()],
    patch: { replicas: 2, template: { spec: { priorityClassName: OPERATOR_NAME } } },
  }),
  'network-policy': () => ({ resources: [networkPolicy(OPERATOR_NAMESPACE)] }),
  'pod-monitor': () => ({ resources: [podMonitor(OPERATOR_NAMESPACE, ENDPOINTS)] }),
  'prometheus-rule': () => ({ resources: [prometheusRule(OPERATOR_NAMESPACE, alertGroups())] }),
  restart: () => ({ resources: restartRole(OPERATOR_NAMESPACE) }),
};

const FOLDER = 'deploy/kustomize';

const DEPLOYMENT = { kind: 'Deployment', name: OPERATOR_NAME };

const componentFile = ({ patch }: Component): string =>
  yamlOf([
    {
      apiVersion: 'kustomize.config.k8s.io/v1alpha1',
      kind: 'Component',
      resources: ['resources.yaml'],
      ...(patch !== undefined && {
        patches: [{ path: 'patch.yaml', ...(Array.isArray(patch) && { target: DEPLOYMENT }) }],
      }),
    },
  ]);

const patchFile = (spec: object | readonly object[]): string =>
  Array.isArray(spec) ? yamlOf([spec]) : mergeFile(spec);

const mergeFile = (spec: object): string =>
  yamlOf([
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: OPERATOR_NAME, namespace: OPERATOR_NAMESPACE },
      spec,
    },
  ]);

const baseFile = (): string =>
  yamlOf([{ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: ['install.yaml'] }]);

function filesOf(name: string, component: Component): [string, () => string][] {
  const folder = `${FOLDER}/components/${name}`;
  const { resources, patch } = component;
  return [
    [`${folder}/kustomization.yaml`, () => componentFile(component)],
    [`${folder}/resources.yaml`, () => yamlOf(resources)],
    ...(patch === undefined ? [] : [[`${folder}/patch.yaml`, () => patchFile(patch)] as [string, () => string]]),
  ];
}

/** The kustomize base of the operator and its components: path and text. */
export const KUSTOMIZE_FILES: Readonly<Record<string, () => string>> = {
  [`${FOLDER}/base/kustomization.yaml`]: baseFile,
  [`${FOLDER}/base/install.yaml`]: installFile,
  ...Object.fromEntries(Object.entries(COMPONENTS).flatMap(([name, component]) => filesOf(name, component()))),
};
