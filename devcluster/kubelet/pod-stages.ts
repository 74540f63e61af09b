import { behaviourAnnotations, behaviours } from '../control-plane/behaviour.ts';
import type { Behaviour } from '../control-plane/behaviour.ts';
import { eventTemplate } from './pod-event.ts';
import type { PodEvent } from './pod-event.ts';
import { statusTemplate } from './pod-status.ts';
import type { PodStatus } from './pod-status.ts';
import { backOffs } from './variables.ts';

// What a kubelet does with a pod in one situation. kwok takes any of the stages that apply, so only one may.
interface PodStage {
  readonly of: readonly Behaviour[];
  /** jq condition on where the pod stands; see `situation`. */
  readonly when: string;
  /** jq expression of the wait before it: a Go duration, or a moment in RFC 3339. Nothing if left out. */
  readonly delay?: string;
  readonly status: PodStatus;
  readonly event?: PodEvent;
}

const { behaviour, readyAfter, container, imagesAt } = behaviourAnnotations;

// Where a pod stands is read from the container that its behaviour is about: `$state` is why it waits, or `ready`,
// `unready` or `new`. `$pulling` is true for a new pod whose images are on their way to its node.
const situation = `
  (.metadata.annotations // {}) as $annotations
  | ($annotations["${behaviour}"] // "ready") as $asked
  | (if ${JSON.stringify(behaviours)} | index($asked) then $asked else "ready" end) as $behaviour
  | (first(.spec.containers[] | select(.name == $annotations["${container}"])) // .spec.containers[0]) as $afflicted
  | ((.status.containerStatuses // []) | map(select(.name == $afflicted.name)) | first) as $container
  | ($container.state.waiting.reason
     // (if $container.ready then "ready" elif $container.state.running then "unready" else "new" end)) as $state
  | ($state == "ContainerCreating" or $state == "PodInitializing") as $creating
  | ($state == "new" and $annotations["${imagesAt}"] != null) as $pulling
  | `;

// A container that waits for its image starts when that is there.
const started = (otherwise: string) => `if $creating then $annotations["${imagesAt}"] // "0s" else ${otherwise} end`;

const stages: Readonly<Record<string, PodStage>> = {
  'pod-pulls-images': {
    of: ['ready', 'ready-after', 'never-ready', 'crash-loop'],
    when: '$pulling',
    status: { phase: 'Pending', container: { waiting: '$creating' }, others: 'wait' },
    event: { type: 'Normal', reason: 'Pulling', message: 'printf "Pulling image %q" $image' },
  },
  'pod-runs': {
    of: ['ready', 'ready-after'],
    when: '($pulling | not) and $state != "ready"',
    delay: started(
      `if .status.phase == "Running" and $behaviour == "ready-after" then $annotations["${readyAfter}"] // "1s" else "0s" end`,
    ),
    status: { phase: 'Running', container: { running: 'not $late' }, others: 'run' },
  },
  'pod-fails-its-probe': {
    of: ['never-ready'],
    when: '($pulling | not) and $state != "unready"',
    delay: started('"0s"'),
    status: { phase: 'Running', container: { running: 'false' }, others: 'run' },
    event: { type: 'Warning', reason: 'Unhealthy', message: 'printf "Readiness probe failed: %s" $probe' },
  },
  'pod-crashes': {
    of: ['crash-loop'],
    when: '$pulling | not',
    delay: started(
      `if $state == "CrashLoopBackOff" then ${JSON.stringify(backOffs)}[[$container.restartCount - 1, ${backOffs.length - 1}] | min] else "0s" end`,
    ),
    status: {
      phase: 'Running',
      container: {
        waiting: '"CrashLoopBackOff"',
        message: 'printf "back-off %s restarting failed container=%s pod=%s" $backOff $name $pod',
        crashed: true,
      },
      others: 'run',
    },
    event: {
      type: 'Warning',
      reason: 'BackOff',
      message: 'printf "Back-off restarting failed container %s in pod %s" $name $pod',
    },
  },
  'pod-fails-to-pull': {
    of: ['image-pull-fails'],
    when: '$state != "ErrImagePull" and $state != "ImagePullBackOff"',
    status: { phase: 'Pending', container: { waiting: '"ErrImagePull"', message: '$answer' }, others: 'run' },
    event: { type: 'Warning', reason: 'Failed', message: 'printf "Failed to pull image %q: %s" $image $answer' },
  },
  'pod-backs-off-pulling': {
    of: ['image-pull-fails'],
    when: '$state == "ErrImagePull"',
    delay: '"1s"',
    status: {
      phase: 'Pending',
      container: {
        waiting: '"ImagePullBackOff"',
        message: 'printf "Back-off pulling image %q: ErrImagePull: %s" $image $answer',
      },
      others: 'run',
    },
    event: { type: 'Normal', reason: 'BackOff', message: 'printf "Back-off pulling image %q" $image' },
  },
  'pod-fails-to-mount': {
    of: ['mount-fails'],
    when: '$creating | not',
    status: { phase: 'Pending', container: { waiting: '$creating' }, others: 'wait', sandbox: false },
    event: { type: 'Warning', reason: 'FailedMount', message: '$mount' },
  },
};

const jq = (key: string, operator: string, values?: readonly string[]): object => ({
  jq: { key, operator, ...(values && { values }) },
});

function stage(name: string, { of, when, delay, status, event }: PodStage): object {
  const condition = `${situation} (${JSON.stringify(of)} | index($behaviour) != null) and (${when})`;
  return {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'Stage',
    metadata: { name },
    spec: {
      resourceRef: { apiGroup: 'v1', kind: 'Pod' },
      selector: {
        matchExpressions: [
          jq('.metadata.deletionTimestamp', 'DoesNotExist'),
          jq('.status.phase', 'NotIn', ['Succeeded', 'Failed']),
          jq(condition, 'In', ['true']),
        ],
      },
      ...(delay !== undefined && { delay: { durationFrom: { jq: { expression: situation + delay } } } }),
      steps: [
        { patch: { subresource: 'status', root: 'status', template: statusTemplate(status) } },
        ...(event === undefined ? [] : [{ apply: { template: eventTemplate(event) } }]),
      ],
    },
  };
}

/** The stages that let pods do what `Behaviour` says, as a file for kwok. */
export function podStages(): string {
  const documents = Object.entries(stages).map(([name, row]) => JSON.stringify(stage(name, row)));
  return `${documents.join('\n---\n')}\n`;
}
