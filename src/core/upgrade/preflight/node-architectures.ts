import type { Manifest } from '../../../api/manifest.ts';
import { mayGoTo } from '../../model/node-architecture.ts';
import { describeObject } from '../../model/object-id.ts';
import { knownPartOf } from '../../model/parts.ts';
import { workloadSpec } from '../../model/selector.ts';
import { isPodOwner } from '../../model/workloads.ts';
import { listed, type Finding } from './finding.ts';
import type { ArchitecturesOf, ClusterInput } from './input.ts';

const check = 'node-architectures';

/** What spec.defaults.architectures has a field for. */
const ARCHITECTURES = ['amd64', 'arm64', 'ppc64le', 's390x'];

const OWN_IMAGES = 'images that you built yourself in spec.images.overrides';

/** Whether there are nodes on which the images of a mesh run, and whether its pods and sidecars are kept to them. */
export function nodeArchitectures({ manifests, nodes, sidecar, architecturesOf }: ClusterInput): Finding[] {
  if ('unread' in nodes) {
    const message = `which nodes can run the mesh is not known: they could not be read: ${nodes.unread}`;
    return [{ check, severity: 'warn', message, remedy: 'let it list nodes' }];
  }
  const cluster = new Nodes(nodes.byArchitecture);
  if (cluster.total === 0) return [];
  const places = manifests.filter(isPodOwner).map((workload) => placeOf(workload, cluster, architecturesOf));
  const astray = mayGoAstray(places, cluster);
  return [
    ...keptAway(places, cluster),
    ...withoutImage(places, cluster),
    ...astray,
    ...unknown(places),
    ...sidecars(architecturesOf(sidecar), cluster, astray.length === 0),
  ];
}

/** The nodes of a cluster by architecture. */
class Nodes {
  readonly architectures: readonly string[];
  readonly total: number;
  readonly #counts: Readonly<Record<string, number>>;

  constructor(counts: Readonly<Record<string, number>>) {
    this.#counts = counts;
    this.architectures = Object.keys(counts).sort();
    this.total = this.count(this.architectures);
  }

  count(architectures: readonly string[]): number {
    return architectures.reduce((sum, architecture) => sum + (this.#counts[architecture] ?? 0), 0);
  }

  /** `2 of arm64, 1 of s390x`. */
  describe(architectures: readonly string[] = this.architectures): string {
    return architectures.map((architecture) => `${this.count([architecture])} of ${architecture}`).join(', ');
  }
}

/** Where the pods of a workload may go, and where they run. */
interface Place {
  readonly workload: string;
  /** How bad it is where they run nowhere: add-ons hold nobody. */
  readonly severity: Finding['severity'];
  /** Architectures, of the cluster or not, to which its pods are kept. */
  readonly kept: readonly string[];
  /** Those of the cluster. */
  readonly allowed: readonly string[];
  /** Those of them on which one of its images does not run. */
  readonly broken: readonly string[];
  /** The images that do not run somewhere in the cluster. */
  readonly narrow: readonly string[];
  /** Images of which nobody says whether they run on one of those that are allowed. */
  readonly doubtful: readonly string[];
  /** Those that are allowed, and not known to run them. */
  readonly doubts: readonly string[];
}

function placeOf(workload: Manifest, cluster: Nodes, architecturesOf: ArchitecturesOf): Place {
  const template = workloadSpec(workload).template?.spec ?? {};
  const { containers = [], initContainers = [] } = template;
  const images = [...new Set([...initContainers, ...containers].flatMap(({ image }) => image ?? []))];
  const lacks = (image: string, architecture: string): boolean => {
    const runsOn = architecturesOf(image);
    return runsOn !== undefined && runsOn !== 'unknown' && !runsOn.includes(architecture);
  };
  const allowed = cluster.architectures.filter((architecture) => mayGoTo(template, architecture));
  const doubtful = images.filter((image) => architecturesOf(image) === 'unknown');
  const broken = allowed.filter((architecture) => images.some((image) => lacks(image, architecture)));
  return {
    workload: describeObject(workload),
    severity: knownPartOf(workload)?.holdsNobody === true ? 'warn' : 'block',
    kept: ARCHITECTURES.filter((architecture) => mayGoTo(template, architecture)),
    allowed,
    broken,
    narrow: images.filter((image) => cluster.architectures.some((architecture) => lacks(image, architecture))),
    doubtful,
    doubts:
      doubtful.length === 0
        ? []
        : allowed.filter((architecture) => architecture !== 'amd64' && !broken.includes(architecture)),
  };
}

const named = (places: readonly Place[]): string => listed(places.map(({ workload }) => workload));

/** Of all these workloads, each once and sorted. */
const all = (places: readonly Place[], of: (place: Place) => readonly string[]): string[] =>
  [...new Set(places.flatMap(of))].sort();

/** Their fields in the spec, of those that have one. */
const fieldsOf = (architectures: readonly string[]): string =>
  architectures
    .filter((architecture) => ARCHITECTURES.includes(architecture))
    .map((architecture) => `spec.defaults.architectures.${architecture}`)
    .join(', ');

/** Pods that are kept from every node. */
const keptAway = (places: readonly Place[], cluster: Nodes): Finding[] =>
  bySeverity(places.filter(({ allowed }) => allowed.length === 0)).map(([severity, stuck]) => {
    const kept = all(stuck, (place) => place.kept).join(', ');
    const where = kept === '' ? 'no architecture, by selectors that exclude each other' : kept;
    const message = `no node can run ${named(stuck)}: their pods are kept to ${where}, and the nodes are ${cluster.describe()}`;
    const fields = fieldsOf(cluster.architectures);
    const images = stuck.some(({ narrow }) => narrow.length > 0) ? `name ${OWN_IMAGES}, and ` : '';
    const raise = fields === '' ? '' : `; or ${images}set ${fields} to 2`;
    return { check, severity, message, remedy: `add nodes of ${images === '' ? kept : 'amd64'}${raise}` };
  });

/** Pods that may go to nodes, none of which has an image for them. */
const withoutImage = (places: readonly Place[], cluster: Nodes): Finding[] =>
  bySeverity(places.filter(({ allowed, broken }) => allowed.length > 0 && broken.length === allowed.length)).map(
    ([severity, stuck]) => {
      const images = listed(all(stuck, (place) => place.narrow));
      const message = `no node can run ${named(stuck)}: the nodes are ${cluster.describe()}, for which there is no ${images}`;
      return { check, severity, message, remedy: `add nodes of amd64, or name ${OWN_IMAGES}` };
    },
  );

const bySeverity = (places: readonly Place[]) => [...Map.groupBy(places, ({ severity }) => severity)];

/** Pods that run on some of the nodes that they may go to, and on others not. */
function mayGoAstray(places: readonly Place[], cluster: Nodes): Finding[] {
  const some = places.filter(({ allowed, broken }) => broken.length > 0 && broken.length < allowed.length);
  if (some.length === 0) return [];
  const broken = all(some, (place) => place.broken);
  const images = listed(all(some, (place) => place.narrow));
  const message = `pods of ${named(some)} may go to nodes (${cluster.describe(broken)}) for which there is no ${images}`;
  return [{ check, severity: 'warn', message, remedy: `set ${fieldsOf(broken)} to 0, or name ${OWN_IMAGES}` }];
}

/** Pods of which nobody says whether they run where they may go. */
function unknown(places: readonly Place[]): Finding[] {
  const doubts = places.filter((place) => place.doubts.length > 0);
  if (doubts.length === 0) return [];
  const images = listed(all(doubts, (place) => place.doubtful));
  const architectures = all(doubts, (place) => place.doubts).join(', ');
  const message = `pods of ${named(doubts)} may go to ${architectures}, and nobody says whether ${images} runs there`;
  return [{ check, severity: 'warn', message, remedy: `try it, or name ${OWN_IMAGES}` }];
}

/** Sidecars go wherever applications do. */
function sidecars(runsOn: ReturnType<ArchitecturesOf>, cluster: Nodes, isKept: boolean): Finding[] {
  if (runsOn === undefined || runsOn === 'unknown') return [];
  const others = cluster.architectures.filter((architecture) => !runsOn.includes(architecture));
  const fitting = cluster.total - cluster.count(others);
  if (others.length === 0 || fitting === 0) return [];
  const kept = isKept ? ', and its own pods are kept to these' : '';
  const message =
    `${fitting} of ${cluster.total} nodes can run the mesh${kept}; ` +
    `applications with its sidecar do not start on the others (${cluster.describe(others)})`;
  const remedy =
    `keep them to ${runsOn.join(', ')} (nodeSelector kubernetes.io/arch), or name for proxy and proxy_init ` +
    OWN_IMAGES;
  return [{ check, severity: 'warn', message, remedy }];
}
