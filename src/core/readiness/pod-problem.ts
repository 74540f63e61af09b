import type { Manifest } from '../../api/manifest.ts';

/** The parts of a pod that tell why it is not ready (Kubernetes API, PodStatus). */
interface PodStatus {
  readonly conditions?: readonly { type: string; status: string; message?: string }[];
  readonly initContainerStatuses?: readonly ContainerStatus[];
  readonly containerStatuses?: readonly ContainerStatus[];
}

interface ContainerStatus {
  readonly name: string;
  readonly image?: string;
  readonly ready?: boolean;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

interface ContainerState {
  readonly waiting?: { reason?: string; message?: string };
  readonly running?: object;
  readonly terminated?: { exitCode: number; reason?: string; message?: string };
}

/** What an event of a pod or its owner says. */
interface EventText {
  readonly reason?: string;
  readonly message?: string;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
}

/** A reason why a container does not run: when it is one, and what it says, with an event's message if it needs that. */
interface Rule {
  readonly is: (container: ContainerStatus) => boolean;
  readonly says: (container: ContainerStatus, told: string | undefined) => string | undefined;
  /** Reasons of the events that say what the status does not. */
  readonly events?: (container: ContainerStatus) => readonly string[];
}

/** Reasons of a waiting container that are about its image (kubelet, pkg/kubelet/images/types.go). */
const IMAGE_REASONS: ReadonlySet<string> = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
  'RegistryUnavailable',
]);

/** A container that nothing is known of but that it is not there yet. */
const CREATING: ReadonlySet<string> = new Set(['ContainerCreating', 'PodInitializing']);

const waitingFor = ({ state }: ContainerStatus): string => state?.waiting?.reason ?? '';

/** The last end of a container; one that is tried again has it in either place. */
const endOf = ({ state, lastState }: ContainerStatus): ContainerState['terminated'] =>
  state?.terminated ?? lastState?.terminated;

/** The first rule that is about a container speaks. */
const RULES: readonly Rule[] = [
  {
    is: (container) => IMAGE_REASONS.has(waitingFor(container)),
    says: (container, told) => sentence(`cannot pull image ${container.image ?? ''}`, pullAnswer(container) ?? told),
    events: (container) => (pullAnswer(container) === undefined ? ['Failed'] : []),
  },
  {
    is: (container) => endOf(container) !== undefined,
    says: (container) => exitSentence(container.name, endOf(container)),
  },
  {
    is: (container) => CREATING.has(waitingFor(container)),
    says: (_, told) => told,
    events: () => ['FailedMount', 'FailedAttachVolume', 'FailedCreatePodSandBox'],
  },
  {
    is: ({ state }) => state?.waiting?.reason !== undefined,
    says: ({ name, state }) => sentence(`container ${name}: ${state?.waiting?.reason ?? ''}`, state?.waiting?.message),
  },
  {
    is: ({ state }) => state?.running !== undefined,
    says: ({ name }, told) => told && `container ${name}: ${told}`,
    events: () => ['Unhealthy'],
  },
];

/**
 * Why a pod is not ready, in one sentence without the pod's name, so that it stays the same from pod to pod and from
 * restart to restart; undefined when it is ready, going away or has nothing to tell. `events` are those of the pod.
 */
export function podProblem(pod: Manifest, events: readonly Manifest[] = []): string | undefined {
  if (!isWaitedFor(pod)) return undefined;
  const unscheduled = conditionOf(pod, 'PodScheduled');
  if (unscheduled?.status === 'False') return shortened(sentence('cannot be scheduled', placement(unscheduled)));
  const found = ruleFor(pod);
  if (found === undefined) return undefined;
  const { rule, container } = found;
  const said = rule.says(container, messageOf(events, rule.events?.(container) ?? []));
  return said === undefined ? undefined : shortened(said);
}

/** Reasons of events that say more about this pod than its status does; empty when the status says it all. */
export function tellingEvents(pod: Manifest): readonly string[] {
  if (!isWaitedFor(pod) || conditionOf(pod, 'PodScheduled')?.status === 'False') return [];
  const found = ruleFor(pod);
  return found?.rule.events?.(found.container) ?? [];
}

/** True for a pod that is not ready, and should be. */
export function isWaitedFor(pod: Manifest): boolean {
  return pod.metadata.deletionTimestamp === undefined && conditionOf(pod, 'Ready')?.status !== 'True';
}

/** Why no pod of a workload was made, as its controller's events say: quota, admission. */
export function creationProblem(events: readonly Manifest[]): string | undefined {
  const told = messageOf(events, ['FailedCreate']);
  return told === undefined ? undefined : shortened(withoutPodNames(told));
}

/** The text of a refused creation without the random end of the pod's name, with which it would be news each time. */
export function withoutPodNames(message: string): string {
  return message.replace(/\bpods? "([^"]*?)-[a-z0-9]{5}"/g, 'pods "$1"');
}

const statusOf = (pod: Manifest): PodStatus => pod['status'] ?? {};
const conditionOf = (pod: Manifest, type: string) => statusOf(pod).conditions?.find((c) => c.type === type);

/** The first container with a problem, init containers before the others: they hold those back. */
function ruleFor(pod: Manifest): { rule: Rule; container: ContainerStatus } | undefined {
  const { initContainerStatuses = [], containerStatuses = [] } = statusOf(pod);
  const unready = [...initContainerStatuses, ...containerStatuses].filter((container) => container.ready !== true);
  for (const rule of RULES) {
    const container = unready.find(rule.is);
    if (container !== undefined) return { rule, container };
  }
  return undefined;
}

/** What the registry answered. A kubelet before 1.31 says it only while it pulls, and not while it backs off. */
function pullAnswer({ state }: ContainerStatus): string | undefined {
  const { reason, message } = state?.waiting ?? {};
  if (reason !== 'ImagePullBackOff') return message;
  return /ErrImagePull: (.*)$/s.exec(message ?? '')?.[1];
}

/** Reasons of an end that the exit code says as well. */
const SAYS_NOTHING: ReadonlySet<string> = new Set(['Error', 'Completed']);

function exitSentence(name: string, end: ContainerState['terminated']): string | undefined {
  if (end === undefined) return undefined;
  const { exitCode, reason, message } = end;
  const why = reason === undefined || SAYS_NOTHING.has(reason) ? '' : ` (${reason})`;
  return sentence(`container ${name} exits with code ${exitCode}${why}`, lastLine(message));
}

/** The scheduler's sentence, without what it says about evicting others and, since 1.34, about taking devices back. */
const placement = ({ message }: { message?: string }): string | undefined =>
  message?.replace(/(?: no new claims to deallocate,)? preemption: .*$/s, '');

const lastLine = (text = ''): string | undefined => text.trim().split('\n').at(-1)?.trim();

const sentence = (what: string, why: string | undefined): string =>
  why === undefined || why === '' ? what : `${what}: ${why}`;

/** Programs and registries may say whole pages. */
const MAX_LENGTH = 400;

function shortened(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 1)}…` : line;
}

/** The newest event with one of the reasons. */
function messageOf(events: readonly Manifest[], reasons: readonly string[]): string | undefined {
  const told = (events as readonly (Manifest & EventText)[])
    .filter(({ reason = '', message }) => reasons.includes(reason) && message !== undefined)
    .sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1));
  return told.at(-1)?.message?.replace(/^Failed to pull image "[^"]*": /, '');
}

const timeOf = (event: Manifest & EventText): string =>
  event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? '';
