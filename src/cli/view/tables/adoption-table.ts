import type { AdoptionReport, Reported, Standing } from '../../../core/ownership/adoption-report.ts';

/** What is worth lines of its own, and what becomes of it; equal objects are only counted. */
const SHOWN = {
  differs: 'differs, and becomes as the MeshInstall says:',
  missing: 'missing, and is created:',
  unknown: 'not asked for, and stays as it is:',
  record: 'record of Helm, and stays; delete it to make Helm forget:',
} as const satisfies Partial<Record<Standing, string>>;

const COUNTED: Readonly<Record<Standing, string>> = {
  equal: 'equal',
  differs: 'different',
  missing: 'missing',
  unknown: 'not asked for',
  record: 'of Helm’s records',
};

/**
 * An adoption as text for people: what is not equal, the counts, and what becomes of pods.
 * @param width where lines are broken; a pipe has no width
 */
export function adoptionTable(report: AdoptionReport, width = Infinity): string {
  const { version, blocked, objects, restarts, keepTheirPods } = report;
  const standings = Object.entries(SHOWN) as [keyof typeof SHOWN, string][];
  return [
    `Istio ${version}`,
    '',
    ...standings.flatMap(([standing, heading]) => {
      const these = objects.filter((object) => object.standing === standing);
      return section(heading, standing === 'differs' ? folded(these) : these.map(({ object }) => [object]), width);
    }),
    ...section(
      'keep the pods that run, until their template changes:',
      keepTheirPods.map((workload) => [workload]),
      width,
    ),
    countsOf(objects),
    `pods that restart: ${restarts.length === 0 ? 'none' : restarts.join(', ')}`,
    ...(blocked.length === 0 ? [] : ['', ...blocked.map((why) => `cannot be taken over: ${why}`)]),
    '',
  ].join('\n');
}

type Entry = readonly [object: string, what?: string];

function section(heading: string, entries: readonly Entry[], width: number): string[] {
  if (entries.length === 0) return [];
  return [heading, ...entries.flatMap((entry) => linesOf(entry, width)), ''];
}

function linesOf([object, what]: Entry, width: number): string[] {
  const line = what === undefined ? `  ${object}` : `  ${object}: ${what}`;
  return line.length <= width || what === undefined ? [line] : [`  ${object}:`, `      ${what}`];
}

/** From so many on, objects of one kind with the same difference are only counted. */
const MANY = 4;

/** A release has 23 definitions and more that differ in the same field. */
function folded(objects: readonly Reported[]): Entry[] {
  const alike = Map.groupBy(objects, ({ object, what }) => `${kindOf(object)} ${what}`);
  return [...alike.values()].flatMap((these): Entry[] => {
    const [first] = these;
    if (first === undefined || these.length < MANY) return these.map(({ object, what }) => [object, what]);
    return [[`${kindOf(first.object)}, ${these.length} of them`, first.what]];
  });
}

const kindOf = (object: string): string => object.split(' ', 1)[0] ?? '';

function countsOf(objects: readonly Reported[]): string {
  const counts = Map.groupBy(objects, ({ standing }) => standing);
  const known = Object.entries(COUNTED) as [Standing, string][];
  return known
    .flatMap(([standing, word]) => {
      const count = counts.get(standing)?.length ?? 0;
      return count === 0 ? [] : [`${count} ${word}`];
    })
    .join(', ');
}
