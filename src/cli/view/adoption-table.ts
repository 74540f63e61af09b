import { columns } from '../output.ts';
import type { AdoptionReport, Reported, Standing } from '../../core/adoption-report.ts';

/** What is worth a line of its own; equal objects are only counted. */
const SHOWN: readonly Standing[] = ['differs', 'missing', 'unknown', 'record'];

const COUNTED: Readonly<Record<Standing, string>> = {
  equal: 'equal',
  differs: 'different',
  missing: 'missing',
  unknown: 'not asked for',
  record: 'records of Helm',
};

/** An adoption as text for people: what is not equal, the counts, and what becomes of pods. */
export function adoptionTable({ version, blocked, objects, restarts, keepTheirPods }: AdoptionReport): string {
  const shown = SHOWN.flatMap((standing) => objects.filter((object) => object.standing === standing));
  return [
    `Istio ${version}\n`,
    ...(shown.length === 0 ? [] : [rows(shown)]),
    countsOf(objects),
    `pods that restart: ${restarts.length === 0 ? 'none' : restarts.join(', ')}`,
    ...(keepTheirPods.length === 0 ? [] : [`keep their pod template until it changes: ${keepTheirPods.join(', ')}`]),
    ...(blocked.length === 0 ? [] : ['', ...blocked.map((why) => `cannot be taken over: ${why}`)]),
    '',
  ].join('\n');
}

const rows = (shown: readonly Reported[]): string =>
  columns(
    ['STANDING', 'OBJECT', 'WHAT HAPPENS'],
    shown.map(({ standing, object, what }) => [standing, object, what]),
  );

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
