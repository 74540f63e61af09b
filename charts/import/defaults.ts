import type { StatedField } from '../values/mesh-install.ts';

/** Fields that hold where a document says nothing, by their path below spec. Nobody wrote them: they have no place. */
export const stateDefaults = (fields: Readonly<Record<string, unknown>>): StatedField[] =>
  Object.entries(fields).map(([path, value]) => ({ path: path.split('.'), value, key: '', isDefault: true }));
