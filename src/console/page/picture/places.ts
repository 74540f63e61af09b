import type { ComponentStatus } from '../../../api/status.ts';
import { ROLES, type Role } from '../roles.ts';

/** A component in its place. */
export interface Placed {
  readonly component: ComponentStatus;
  readonly role: Role;
}

/** Where everything of a mesh stands. */
export interface Places {
  /** At the edges: where traffic comes in, and where it leaves. */
  readonly ingress: readonly ComponentStatus[];
  readonly egress: readonly ComponentStatus[];
  readonly control: readonly Placed[];
  readonly support: readonly Placed[];
}

/** Puts each component where the picture has it; what has no role is a gateway. */
export function placesOf(components: readonly ComponentStatus[]): Places {
  const placed = Object.entries(ROLES).flatMap(([name, role]): Placed[] => {
    const component = components.find((each) => each.name === name);
    return component === undefined ? [] : [{ component, role }];
  });
  const gateways = components.filter(({ name }) => !Object.hasOwn(ROLES, name));
  return {
    ingress: gateways.filter((gateway) => !isEgress(gateway)),
    egress: gateways.filter(isEgress),
    control: placed.filter(({ role }) => role.row === 'control'),
    support: placed.filter(({ role }) => role.row === 'support'),
  };
}

const isEgress = ({ name }: ComponentStatus): boolean => name.includes('egress');

/** The middle of a column of a row, in percent of its width. */
export const middleOf = (column: number, columns: number): number => Math.round(((column + 0.5) / columns) * 1e4) / 100;
