import { partOfPods } from '../../core/model/parts.ts';
import { amountOf } from '../../core/model/wording.ts';
import { DOUBTFUL } from '../../core/status/conditions.ts';
import { type MeshInstall, namespaceOf } from '../../api/meshinstall.ts';
import type { ComponentStatus, MeshInstallStatus } from '../../api/status.ts';
import { PHASE_STYLES as COMPONENT_STYLES } from './live/components.ts';
import { portNumbers } from './format.ts';
import { imageName } from '../../core/model/image-name.ts';
import { cropText, justify, span, wrapText, type Line, type Style } from './line.ts';
import { PHASE_STYLES } from './live/picture.ts';

/** Where nobody says how wide the terminal is. */
const WIDEST_TITLE = 80;
const DAY_MS = 24 * 3600_000;
/** A certificate that ends within this is worth a colour. */
const SOON_DAYS = 30;

/** A branch of the tree: what it is about, and what there is below it. */
interface Branch {
  readonly line: Line;
  readonly leaves: readonly Branch[];
}

const leaf = (line: Line): Branch => ({ line, leaves: [] });

/**
 * What the operator says about a mesh, as a tree: what goes on, parts with components, gateways, proxies, certificates. Of
 * a mesh that is deleted only what goes on: the rest is as it was before.
 */
export function statusTree(install: MeshInstall, now: number, columns: number): Line[] {
  const status = install.status ?? {};
  if (status.phase === 'Deleting') return [title(install, columns), ...drawn(goingOn(status, columns))];
  const branches = [
    ...goingOn(status, columns),
    ...plan(status),
    ...parts(status.components ?? [], columns),
    ...gateways(status),
    ...proxies(status),
    ...certificates(status, now),
  ];
  return [title(install, columns), ...drawn(branches)];
}

function title({ metadata, spec, status = {} }: MeshInstall, columns: number): Line {
  const { phase = 'Pending', version = '' } = status;
  const ready = phase === 'Deleting' ? '' : (status.ready ?? '');
  const target = status.targetVersion ?? spec.version;
  const istio = version === '' || version === target ? target : `${version} > ${target}`;
  const where = `  Istio ${istio} · ${spec.profile ?? 'default'} · ${namespaceOf({ spec })}`;
  return justify(
    [span(metadata.name, 'bold'), span(where, 'dim')],
    [span(phase, PHASE_STYLES[phase]), span(ready === '' ? '' : ` ${ready}`)],
    Math.min(columns, WIDEST_TITLE) - 1,
  );
}

/** Conditions that say what is wrong of a mesh that may well be Ready. */
const BESIDE_READY = ['CertificatesValid', 'InjectionAllowed'];

/** Why it is not Ready, what is wrong besides, and what it waits for. */
function goingOn({ conditions = [], waitingFor = [] }: MeshInstallStatus, columns: number): Branch[] {
  const bad = (type: string, whenBad: string) => conditions.find((c) => c.type === type && c.status === whenBad);
  const trouble = bad('Stalled', 'True') ?? bad('Accepted', 'False') ?? bad('Ready', 'False');
  const besides = BESIDE_READY.map((type) => bad(type, 'False'));
  const doubt = conditions.find(({ type, reason }) => type === 'Accepted' && reason === DOUBTFUL);
  const told = [trouble, ...besides, doubt].flatMap((condition): Branch[] =>
    condition === undefined
      ? []
      : [
          {
            line: [span(`${condition.type}=${condition.status} ${condition.reason}`, 'yellow')],
            leaves: wrapped(condition.message, columns),
          },
        ],
  );
  const gates = waitingFor.map(({ gate, message, since }): Branch => ({
    line: [span('waiting for '), span(gate, 'yellow'), span(` since ${since}`, 'dim')],
    leaves: wrapped(message, columns),
  }));
  return [...told, ...gates];
}

const wrapped = (text: string, columns: number): Branch[] =>
  wrapText(text, Math.max(20, columns - 8)).map((line) => leaf([span(line)]));

function plan({ plan: way }: MeshInstallStatus): Branch[] {
  return way === undefined
    ? []
    : [{ line: [span('plan  ', 'dim'), span([way.from, ...way.path].join(' > '))], leaves: [] }];
}

/** Widths of the columns of components. */
interface Widths {
  readonly name: number;
  readonly image: number;
}

const WIDEST_IMAGE = 28;
/** What a leaf is further to the right than its branch. */
const INDENT = 3;

/** Parts in install order, each with its components; one that is all of its part stands for it. */
function parts(components: readonly ComponentStatus[], columns: number): Branch[] {
  const images = components.map(({ image }) => imageName(image).length);
  const widths = {
    name: Math.max(0, ...components.map(({ name }) => name.length)),
    image: Math.min(WIDEST_IMAGE, Math.max(0, ...images)),
  };
  const byWave = Map.groupBy(components, ({ name }) => partOfPods(name)?.name ?? name);
  return [...byWave].map(([part, members]) => {
    const [first] = members;
    if (members.length > 1 || first?.name !== part) {
      return { line: [span(part, 'dim')], leaves: members.map((one) => componentBranch(one, widths, columns)) };
    }
    return componentBranch(first, { ...widths, name: widths.name + INDENT }, columns);
  });
}

function componentBranch(
  { name, ready, phase, image, ports = [], message }: ComponentStatus,
  widths: Widths,
  columns: number,
): Branch {
  const before = `${name.padEnd(widths.name)}  ${ready.padEnd(5)}  `;
  const shown = cropText(imageName(image), widths.image).padEnd(widths.image);
  const left = columns - before.length - shown.length - 'Progressing'.length - 2 * INDENT - 4;
  const line = [
    span(before),
    span(`${phase.padEnd('Progressing'.length)}  `, COMPONENT_STYLES[phase]),
    span(`${shown}  ${portNumbers(ports, Math.max(0, left))}`.trimEnd(), 'dim'),
  ];
  return { line, leaves: message === undefined ? [] : [leaf([span(message, 'yellow')])] };
}

function gateways({ gateways: all = [] }: MeshInstallStatus): Branch[] {
  if (all.length === 0) return [];
  const leaves = all.map(({ name, addresses }) => leaf([span(`${name}  `), span(addresses.join(', '), 'dim')]));
  return [{ line: [span('addresses', 'dim')], leaves }];
}

function proxies({ dataPlane }: MeshInstallStatus): Branch[] {
  if (dataPlane === undefined || dataPlane.proxies === 0) return [];
  const { ready, byVersion, staleNamespaces, staleNamespacesTotal } = dataPlane;
  const stale = staleNamespaces.map(({ namespace, proxies: count }) => `${namespace} (${count})`).join(', ');
  const more = staleNamespacesTotal - staleNamespaces.length;
  return [
    {
      line: [span('proxies', 'dim'), span(`  ${ready} up to date`)],
      leaves: [
        leaf([span(byVersion.map(({ version, proxies: count }) => `${version}: ${count}`).join(', '))]),
        ...(stale === ''
          ? []
          : [leaf([span(`not up to date: ${stale}${more > 0 ? ` and ${more} more` : ''}`, 'yellow')])]),
      ],
    },
  ];
}

function certificates({ certificates: ends = {} }: MeshInstallStatus, now: number): Branch[] {
  const { rootExpires, webhookExpires } = ends;
  const leaves = [...expiry('root', rootExpires, now), ...expiry('webhook', webhookExpires, now)];
  return leaves.length === 0 ? [] : [{ line: [span('certificates', 'dim')], leaves }];
}

function expiry(what: string, end: string | undefined, now: number): Branch[] {
  if (end === undefined) return [];
  const days = Math.floor((Date.parse(end) - now) / DAY_MS);
  const style: Style | undefined = days < 0 ? 'red' : days < SOON_DAYS ? 'yellow' : undefined;
  const left = days < 0 ? 'has ended' : `${amountOf(days, 'day')} left`;
  return [leaf([span(`${what.padEnd('webhook'.length)}  until ${end.slice(0, 10)}  `), span(left, style)])];
}

/** Branches with their lines; what is below the last one has nothing beside it. */
function drawn(branches: readonly Branch[]): Line[] {
  return branches.flatMap(({ line, leaves }, i) => {
    const isLast = i === branches.length - 1;
    const below = drawn(leaves).map((each): Line => [span(isLast ? '   ' : '│  ', 'dim'), ...each]);
    return [[span(isLast ? '└─ ' : '├─ ', 'dim'), ...line], ...below];
  });
}
