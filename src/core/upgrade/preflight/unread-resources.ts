import { listed, type Finding } from './finding.ts';
import type { PreflightInput } from './input.ts';

/** Configuration that would silently lose its effect, because the next release does not read its kind. */
export function unreadResources({ to, unread }: PreflightInput): Finding[] {
  const groups = Map.groupBy(unread, ({ becomes }) => becomes !== undefined);
  return [...groups].flatMap(([converts, kinds]): Finding[] => {
    const names = kinds.flatMap(({ kind, names: each }) => each.map((name) => `${kind} ${name}`));
    if (names.length === 0) return [];
    return [
      {
        check: 'unread-resources',
        severity: 'block',
        message: `Istio ${to} does not read these objects, which would lose their effect: ${listed(names)}`,
        remedy: converts
          ? 'apply what `meshwright convert-mixer` makes of them, then delete them'
          : `say the same in a kind that Istio ${to} reads, then delete them`,
      },
    ];
  });
}
