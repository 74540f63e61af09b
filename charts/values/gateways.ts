import { GATEWAYS } from '../catalog/gateways.ts';
import { rowOf } from '../catalog/minor.ts';
import { gatewayNames } from './rows.ts';
import { at, remove, type Path, type Tree } from './tree.ts';
import type { Unmapped } from './unmapped.ts';

const OFF = 'gateways.enabled is false, and the chart installs none then; leave that out to have this one.';
const NOT_ASKED = 'the chart installs a gateway of this name only with enabled: true; add that, or leave it out.';

/**
 * Takes away the gateways of values that the chart does not install: its own templates are asked for one by one, and
 * not at all when all are off. Changes the values; says which went.
 */
export function withoutSilentGateways(values: Tree, version: string): Unmapped[] {
  const allOff = isFalse(at(values, ['gateways', 'enabled']));
  return gatewayNames(values).flatMap((name) => {
    const path = ['gateways', name];
    const isKnown = Object.hasOwn(rowOf(GATEWAYS, version), name);
    if (!allOff && isKnown) return [];
    const value = at(values, path);
    const gone = allOff ? silenced(path, value, isKnown) : notAskedFor(path, value);
    if (allOff || gone.length > 0) remove(values, path);
    return gone;
  });
}

function silenced(path: Path, value: unknown, isKnown: boolean): Unmapped[] {
  const enabled = at(value, ['enabled']);
  if (!isKnown && !isFalse(enabled)) return [{ key: path.join('.'), value, message: OFF }];
  return isTrue(enabled) ? [{ key: [...path, 'enabled'].join('.'), value: enabled, message: OFF }] : [];
}

function notAskedFor(path: Path, value: unknown): Unmapped[] {
  const enabled = at(value, ['enabled']);
  return isTrue(enabled) || isFalse(enabled) ? [] : [{ key: path.join('.'), value, message: NOT_ASKED }];
}

const isFalse = (value: unknown): boolean => value === false || value === 'false';
const isTrue = (value: unknown): boolean => value === true || value === 'true';
