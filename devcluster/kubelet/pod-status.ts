import { variables } from './variables.ts';

/** What the status of a pod says. Texts are Go expressions; see `variables`. */
export interface PodStatus {
  readonly phase: 'Pending' | 'Running';
  /** State of the container that the behaviour is about. */
  readonly container: Running | Waiting;
  /** What the other containers do meanwhile. */
  readonly others: 'run' | 'wait';
  /** False if not even the pod's network is there, nor did its init containers run. */
  readonly sandbox?: boolean;
}

interface Running {
  /** Whether it is ready, too. */
  readonly running: string;
}

interface Waiting {
  /** The reason. */
  readonly waiting: string;
  readonly message?: string;
  /** It has just ended once more. */
  readonly crashed?: true;
}

/** Go template of the status of a pod. Times and counts that a change does not touch are kept. */
export function statusTemplate(status: PodStatus): string {
  const { phase, container, others, sandbox = true } = status;
  const unready = others === 'run' ? 'list $name' : '$names';
  return `${variables}
{{ $ready := ${'running' in container ? container.running : 'false'} }}
{{ $initialized := ${sandbox ? 'true' : '.spec.initContainers | empty'} }}
phase: ${phase}
startTime: {{ $status.startTime | default $now | Quote }}
conditions:
{{ $since := dict }}
{{ range $status.conditions }}{{ $_ := set $since .type (dict .status .lastTransitionTime) }}{{ end }}
${condition('PodReadyToStartContainers', String(sandbox))}
${condition('Initialized', '$initialized', 'ContainersNotInitialized', 'containers with incomplete status', '$initNames')}
${condition('Ready', '$ready', 'ContainersNotReady', 'containers with unready status', unready)}
${condition('ContainersReady', '$ready', 'ContainersNotReady', 'containers with unready status', unready)}
{{ range .spec.readinessGates }}
- { type: {{ .conditionType | Quote }}, status: "True", lastTransitionTime: {{ $now | Quote }} }
{{ end }}

containerStatuses:
{{ range .spec.containers }}
${identity}
{{ if eq .name $name }}${state(container)}{{ else }}${state(others === 'run' ? { running: 'true' } : { waiting: '$creating' })}{{ end }}
{{ end }}
{{ with .spec.initContainers }}
initContainerStatuses:
{{ range . }}
${identity}
${sandbox ? completed : state({ waiting: '"PodInitializing"' })}
{{ end }}
{{ end }}
${addresses(sandbox)}`;
}

function condition(type: string, isTrue: string, reason?: string, message = '', names = ''): string {
  const why =
    reason === undefined
      ? ''
      : `reason: ${reason}
  message: {{ printf "${message}: [%s]" (join " " (${names})) | Quote }}`;
  return `{{ $is := ${isTrue} | ternary "True" "False" }}
- type: ${type}
  status: {{ $is | Quote }}
  lastTransitionTime: {{ index $since "${type}" | default dict | dig $is $now | Quote }}
  {{ if eq $is "True" }}
  reason: null
  message: null
  {{ else }}
  ${why}
  {{ end }}`;
}

// Which container it is, and what it was before, as `$old`.
const identity = `{{ $old := index $was .name | default dict }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ""`;

const unchanged = `
  restartCount: {{ $old.restartCount | default 0 }}
  lastState: {{ $old.lastState | default dict | toJson }}`;

const crashed = `
  restartCount: {{ add1 $restarts }}
  lastState:
    terminated:
      exitCode: {{ $exitCode }}
      reason: Error
      {{ with $asked }}message: {{ . | Quote }}{{ end }}
      startedAt: {{ dig "state" "running" "startedAt" $now $old | Quote }}
      finishedAt: {{ $now | Quote }}`;

const completed = `
  ready: true
  started: false
  ${unchanged}
  state:
    terminated:
      exitCode: 0
      reason: Completed
      startedAt: {{ dig "state" "terminated" "startedAt" $now $old | Quote }}
      finishedAt: {{ dig "state" "terminated" "finishedAt" $now $old | Quote }}`;

function state(container: Running | Waiting): string {
  if ('running' in container) {
    return `
  ready: {{ ${container.running} }}
  started: true
  state: { running: { startedAt: {{ dig "state" "running" "startedAt" $now $old | Quote }} } }
  ${unchanged}`;
  }
  const { waiting, message = '""', crashed: again } = container;
  return `
  ready: false
  started: false
  state: { waiting: { reason: {{ ${waiting} | Quote }}, message: {{ ${message} | Quote }} } }
  ${again === true ? crashed : unchanged}`;
}

const addresses = (sandbox: boolean) => `
{{ if not $status.hostIP }}{{ with NodeIPWith .spec.nodeName }}
hostIP: {{ . | Quote }}
{{ end }}{{ end }}
${sandbox ? podAddress : ''}`;

const podAddress = `
{{ if not $status.podIP }}
{{ with PodIPWith .spec.nodeName (.spec.hostNetwork | default false) .metadata.uid .metadata.name .metadata.namespace }}
podIP: {{ . | Quote }}
podIPs:
- ip: {{ . | Quote }}
{{ end }}
{{ end }}`;
