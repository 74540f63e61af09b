import { secondsOf } from '../kit/duration.ts';
import { InjectionError } from './errors.ts';

/** What differs between what the functions of the releases mean. */
export interface Context {
  /** Leaves out ports of UDP and SCTP where it lists those of a pod. */
  readonly listsTcpOnly: boolean;
}

type TemplateFunction = (operands: readonly unknown[], context: Context) => unknown;

type Map = Readonly<Record<string, unknown>>;
const mapOf = (value: unknown): Map => (typeof value === 'object' && value !== null ? (value as Map) : {});

/** How a value stands in the text. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Empty values are false. */
export function isTrue(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return value !== undefined && value !== null && value !== '' && value !== 0 && value !== false;
}

/** The functions of Go's text/template and of the injectors that our templates call. */
export const FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  and: (operands) => operands.find((operand) => !isTrue(operand)) ?? operands.at(-1),
  or: (operands) => operands.find(isTrue) ?? operands.at(-1),
  eq: ([a, b]) => shown(a) === shown(b),
  ne: ([a, b]) => shown(a) !== shown(b),
  gt: ([a, b]) => Number(a ?? 0) > Number(b ?? 0),
  index: ([map, key]) => mapOf(map)[shown(key)] ?? '',
  isset: ([map, key]) => Object.hasOwn(mapOf(map), shown(key)),
  printf: ([format, ...operands]) => formatted(shown(format), operands),
  annotation: ([meta, name, otherwise]) => mapOf(mapOf(meta)['annotations'])[shown(name)] ?? shown(otherwise),
  applicationPorts: ([containers], context) =>
    portsOf(containers, context, (container) => mapOf(container)['name'] !== 'istio-proxy'),
  includeInboundPorts: ([containers], context) => portsOf(containers, context, () => true),
  excludeInboundPort: ([port, list]) => withPort(shown(port).trim(), shown(list)),
  contains: ([part, whole]) => shown(whole).includes(shown(part)),
  directory: ([path]) => shown(path).slice(0, shown(path).lastIndexOf('/') + 1),
  formatDuration: ([duration]) => goDuration(secondsOf(shown(duration))),
  fromJSON: ([text]) => parsed(shown(text)),
  indent: ([columns, text]) => shown(text).replaceAll('\n', `\n${' '.repeat(Number(columns))}`),
  structToJSON: ([port]) => goJson(Object.fromEntries(PORT_FIELDS.flatMap((name) => present(mapOf(port), name)))),
  toJson: ([map]) => goJson(sorted(mapOf(map))),
  toLower: ([text]) => shown(text).toLowerCase(),
  // JSON is YAML, too.
  toYaml: ([fields]) =>
    Object.entries(mapOf(fields))
      .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}\n`)
      .join(''),
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InjectionError(`an annotation is ${JSON.stringify(text.slice(0, 100))}, which has to be JSON`, { cause });
  }
}

const VERB = /%(?:\[(\d+)\])?([sdvq])/g;

/** The verbs that our templates use; a number in brackets says which operand is meant. */
function formatted(format: string, operands: readonly unknown[]): string {
  let next = 0;
  return format.replaceAll(VERB, (_, place: string | undefined, verb: string) => {
    if (place !== undefined) next = Number(place) - 1;
    const text = shown(operands[next++]);
    return verb === 'q' ? JSON.stringify(text) : text;
  });
}

function portsOf(containers: unknown, { listsTcpOnly }: Context, chosen: (container: unknown) => boolean): string {
  const ports = listOf(containers)
    .filter(chosen)
    .flatMap((container) => listOf(mapOf(container)['ports']).map(mapOf));
  const listed = ports.filter(({ protocol }) => !listsTcpOnly || (protocol ?? 'TCP') === 'TCP');
  return listed.map(({ containerPort }) => shown(containerPort)).join(',');
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A list with a port, unless it is there already; port 0 is none. */
function withPort(port: string, list: string): string {
  const ports = list.split(',').flatMap((each) => each.trim() || []);
  return (['', '0', ...ports].includes(port) ? ports : [...ports, port]).join(',');
}

/** A duration as Go writes it: `1m0s`. */
function goDuration(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const rest = Number((seconds % 60).toFixed(3));
  if (seconds > 0 && seconds < 1) return `${Math.round(seconds * 1000)}ms`;
  return `${hours > 0 ? `${hours}h` : ''}${hours + minutes > 0 ? `${minutes}m` : ''}${rest}s`;
}

/** Fields of a container's port, in the order of Kubernetes' type, which leaves out what is empty. */
const PORT_FIELDS = ['name', 'hostPort', 'containerPort', 'protocol', 'hostIP'];

const present = (map: Map, name: string): [string, unknown][] => (isTrue(map[name]) ? [[name, map[name]]] : []);

const sorted = (map: Map): Map => Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Go escapes what HTML would read. */
const goJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
