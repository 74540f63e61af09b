import { dump } from 'js-yaml';
import {
  consoleObjects,
  dashboardConfigMap,
  disruptionBudget,
  networkPolicy,
  operatorDashboard,
  operatorObjects,
  podMonitor,
  prometheusRule,
  restartRole,
  type OperatorSettings,
} from '../../charts/operator/index.ts';
import { ENDPOINTS } from '../../src/server/endpoints.ts';
import { crdFile } from './crd-file.ts';
import { HELM_VALUES } from './helm-values.ts';
import { alertGroups } from './kustomize.ts';
import { operatorFacts, version } from './operator-file.ts';
import { yamlOf } from './yaml.ts';

const FOLDER = 'deploy/helm/meshwright';

/** A value of one line. Quoted by YAML, it becomes the expression itself. */
const expression = (text: string): string => `{{ ${text} }}`;

/** A field that is left out while the value is empty, and otherwise holds what it holds. */
const block = (path: string): string => `{{BLOCK ${path}}}`;

/** The members of a list, after those that are always there. */
const each = (path: string): string => `{{EACH ${path}}}`;

/** The settings of the operator as expressions over the values of the chart. */
const TEMPLATED: OperatorSettings = {
  namespace: expression('.Release.Namespace'),
  version: expression('.Chart.AppVersion'),
  image: expression('include "meshwright.image" .'),
  imagePullPolicy: expression('.Values.image.pullPolicy'),
  replicas: expression('.Values.replicas') as unknown as number,
  resources: block('resources') as unknown as object,
  consoleHost: expression('if not .Values.console }}127.0.0.1{{ end'),
  extraArgs: [each('extraArgs')],
  pod: Object.fromEntries(
    ['imagePullSecrets', 'nodeSelector', 'tolerations', 'affinity', 'priorityClassName'].map((key) => [
      key,
      block(key),
    ]),
  ),
  podAnnotations: { '{{MORE podAnnotations}}': '' },
};

/** Puts in place of each mark what Helm makes it of. */
function templated(yaml: string): string {
  return yaml
    .replaceAll(/^( *)(\w+): '\{\{BLOCK (\S+)\}\}'$/gm, (_, indent: string, key: string, path: string) =>
      [
        `{{- with .Values.${path} }}`,
        `${indent}${key}:`,
        `{{- toYaml . | nindent ${indent.length + 2} }}`,
        '{{- end }}',
      ].join('\n'),
    )
    .replaceAll(/^( *)- '\{\{EACH (\S+)\}\}'$/gm, (_, indent: string, path: string) =>
      [`{{- range .Values.${path} }}`, `${indent}- {{ . | quote }}`, '{{- end }}'].join('\n'),
    )
    .replaceAll(/^( *)'\{\{MORE (\S+)\}\}': ''$/gm, (_, indent: string, path: string) =>
      [`{{- with .Values.${path} }}`, `{{- toYaml . | nindent ${indent.length} }}`, '{{- end }}'].join('\n'),
    )
    .replaceAll(/'(\{\{[^'\n]+\}\})'/g, '$1');
}

const templateOf = (objects: readonly object[]): string => templated(yamlOf(objects));

const onlyIf = (condition: string, text: string): string => `{{- if ${condition} }}\n${text}{{- end }}\n`;

const alertsTemplate = (): string =>
  templateOf([prometheusRule(TEMPLATED.namespace, '{{ALERTS}}')]).replace(
    /^( *)groups: \{\{ALERTS\}\}$/m,
    '$1groups:\n{{- .Files.Get "files/alerts.yaml" | nindent 4 }}',
  );

/** Its legends are templates of Grafana, which Helm must not fill in. */
const dashboardTemplate = (): string =>
  templateOf([dashboardConfigMap(TEMPLATED.namespace, '{{DASHBOARD}}')]).replace(
    /^( *\S+): \{\{DASHBOARD\}\}$/m,
    '$1: |\n{{ .Files.Get "files/dashboard.json" | indent 4 }}',
  );

const IMAGE_TEMPLATE = `{{- define "meshwright.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}
{{- end -}}
{{- end -}}
{{- end -}}
`;

const CRD_TEMPLATE = `{{- if .Values.crds.install }}
{{- $crd := .Files.Get "files/meshinstalls.yaml" | fromYaml }}
{{- $keep := dict "helm.sh/resource-policy" "keep" }}
{{- $_ := set $crd.metadata "annotations" (merge $keep ($crd.metadata.annotations | default dict)) }}
{{ toYaml $crd }}
{{- end }}
`;

const NOTES = `Meshwright {{ .Chart.AppVersion }} runs in {{ .Release.Namespace }}. To install a mesh, apply a MeshInstall:

  apiVersion: meshwright.dev/v1alpha1
  kind: MeshInstall
  metadata:
    name: mesh
  spec:
    version: 1.4.10

and read what becomes of it: kubectl get meshinstalls
Delete every MeshInstall before you uninstall the chart: without an operator it does not go.
`;

const chartFile = (): string =>
  yamlOf([
    {
      apiVersion: 'v2',
      name: 'meshwright',
      description: 'The operator that installs, keeps and upgrades classic Istio (1.0 to 1.4) on clusters of today.',
      type: 'application',
      version,
      appVersion: version,
      kubeVersion: '>=1.21.0-0',
    },
  ]);

/** A tree of what the values have at their paths. */
function treeOf(leafOf: (value: (typeof HELM_VALUES)[number]) => unknown): Record<string, unknown> {
  const tree: Record<string, unknown> = {};
  for (const value of HELM_VALUES) {
    const [outer = '', inner] = value.path.split('.');
    if (inner === undefined) tree[outer] = leafOf(value);
    else tree[outer] = { ...(tree[outer] as object | undefined), [inner]: leafOf(value) };
  }
  return tree;
}

const objectSchema = (properties: object) => ({ type: 'object', additionalProperties: false, properties });

function schemaFile(): string {
  const properties = treeOf(({ schema, description }) => ({ description, ...schema }));
  const nested = Object.entries(properties).map(([key, value]) => {
    const isGroup = HELM_VALUES.some(({ path }) => path.startsWith(`${key}.`));
    return [key, isGroup ? objectSchema(value as object) : value] as const;
  });
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    // Helm hands its own values to every chart.
    ...objectSchema({ ...Object.fromEntries(nested), global: { type: 'object' } }),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function valuesFile(): string {
  const lines = HELM_VALUES.flatMap(({ path, description, default: value }, i) => {
    const [outer = '', inner] = path.split('.');
    const isFirst = HELM_VALUES[i - 1]?.path.split('.')[0] !== outer;
    const yaml = dump({ [inner ?? outer]: value }, { flowLevel: inner === undefined ? 4 : 2 });
    const indent = inner === undefined ? '' : '  ';
    const own = [`# ${description}`, ...yaml.trimEnd().split('\n')].map((line) => `${indent}${line}`);
    return [...(inner !== undefined && isFirst ? [`${outer}:`] : []), ...own];
  });
  return `# Generated from scripts/generate/helm-values.ts by npm run generate; do not edit.\n${lines.join('\n')}\n`;
}

/** The files of the Helm chart: path and text. */
export const HELM_FILES: Readonly<Record<string, () => string>> = {
  [`${FOLDER}/Chart.yaml`]: chartFile,
  [`${FOLDER}/values.yaml`]: valuesFile,
  [`${FOLDER}/values.schema.json`]: schemaFile,
  [`${FOLDER}/files/meshinstalls.yaml`]: crdFile,
  [`${FOLDER}/files/alerts.yaml`]: () => dump(alertGroups(), { lineWidth: 118 }),
  [`${FOLDER}/files/dashboard.json`]: operatorDashboard,
  [`${FOLDER}/templates/grafana-dashboard.yaml`]: () => onlyIf('.Values.grafanaDashboard', dashboardTemplate()),
  [`${FOLDER}/templates/NOTES.txt`]: () => NOTES,
  [`${FOLDER}/templates/_image.tpl`]: () => IMAGE_TEMPLATE,
  [`${FOLDER}/templates/crd.yaml`]: () => CRD_TEMPLATE,
  [`${FOLDER}/templates/operator.yaml`]: () => templateOf(operatorObjects(TEMPLATED, operatorFacts())),
  [`${FOLDER}/templates/disruption-budget.yaml`]: () =>
    onlyIf('gt (int .Values.replicas) 1', templateOf([disruptionBudget(TEMPLATED.namespace)])),
  [`${FOLDER}/templates/console.yaml`]: () =>
    onlyIf('.Values.console', templateOf(consoleObjects(TEMPLATED.namespace))),
  [`${FOLDER}/templates/restart-rights.yaml`]: () =>
    onlyIf('.Values.restartRights', templateOf(restartRole(TEMPLATED.namespace))),
  [`${FOLDER}/templates/pod-monitor.yaml`]: () =>
    onlyIf('.Values.podMonitor', templateOf([podMonitor(TEMPLATED.namespace, ENDPOINTS)])),
  [`${FOLDER}/templates/prometheus-rule.yaml`]: () => onlyIf('.Values.prometheusRule', alertsTemplate()),
  [`${FOLDER}/templates/network-policy.yaml`]: () =>
    onlyIf('.Values.networkPolicy', templateOf([networkPolicy(TEMPLATED.namespace)])),
};
