import type { MeshInstallSpec } from '../../src/api/spec/index.ts';
import { specFromValues, type StatedField, type ValuesTarget } from '../values/mesh-install.ts';
import type { Unmapped } from '../values/unmapped.ts';
import { membersOf, type Document } from './document.ts';
import { ImportError } from './errors.ts';
import { layerAt } from './helm/values.ts';
import { readable } from './kinds.ts';
import { mergedValues, placeOf } from './merge.ts';
import type { Reading, ReadText, Said } from './reading.ts';
import { recognise, type Recognised } from './recognise.ts';
import { valuesOf, type Setting } from './set.ts';
import { targetOf } from './target.ts';

/** What is to be imported. */
export interface ImportSource {
  /** In the order of the command line: what comes later counts more. */
  readonly documents: readonly Document[];
  /** `--set`, over all documents. */
  readonly settings: readonly Setting[];
}

/** A spec, and what has to be said of it. */
export interface ImportedMesh {
  readonly spec: MeshInstallSpec;
  /** What the documents say and the spec does not. */
  readonly unmapped: readonly Unmapped[];
  /** How they were understood, one line each. */
  readonly remarks: readonly string[];
}

/**
 * The MeshInstall that documents of other installers ask for. Release and profile that are wanted count more than what
 * the documents say. `readText` reads YAML inside of documents.
 * @throws ImportError when they describe no mesh or more than one, or nothing says the release; InvalidSpecError when
 * the release is not known or does not have the profile
 */
export function importMesh(
  { documents, settings }: ImportSource,
  wanted: Partial<ValuesTarget>,
  readText: ReadText,
): ImportedMesh {
  const recognised = documents.flatMap(membersOf).map((document) => recognise(document, readText));
  const readings = [...onlyMesh(recognised), { layers: layerAt(valuesOf(settings), '--set') }];
  const { namespace, remarks, ...target } = targetOf(readings, wanted);
  const layers = readings.flatMap((reading) => reading.layers);
  const fields = [...fieldOf(namespace), ...readings.flatMap((reading) => reading.fields ?? [])];
  const { spec, unmapped } = specFromValues(mergedValues(layers), target, fields);
  return {
    spec: inOrder(spec),
    unmapped: [
      ...readings.flatMap((reading) => reading.unmapped ?? []),
      // Defaults of an installer that the release lacks were nobody's wish.
      ...unmapped.filter(({ key }) => key !== '').map((each) => ({ ...each, key: placeOf(each.key, layers) })),
    ],
    remarks: [...remarks, ...recognised.flatMap(told)],
  };
}

/** What describes the mesh, and values that go with it. @throws ImportError when that is nothing, or more than one */
function onlyMesh(recognised: readonly Recognised[]): Reading[] {
  const read = recognised.filter(({ reading }) => reading !== undefined);
  const objects = read.filter(({ isObject }) => isObject);
  if (objects.length > 1)
    throw new ImportError(`more than one mesh: ${objects.map(({ what }) => what).join(', ')}; give one at a time`);
  if (read.length === 0 && recognised.length > 0) {
    throw new ImportError([...recognised.flatMap(told), `can be read: ${readable()}`].join('; '));
  }
  return read.flatMap(({ reading }) => reading ?? []);
}

const told = ({ what, remarks }: Recognised): string[] => remarks.map((remark) => `${what}: ${remark}`);

const fieldOf = (namespace: Said | undefined): StatedField[] =>
  namespace === undefined ? [] : [{ path: ['namespace'], value: namespace.text, key: namespace.place }];

/** What a reader asks first comes first. */
const inOrder = ({ version, profile, namespace, ...rest }: MeshInstallSpec): MeshInstallSpec => ({
  version,
  ...(profile && { profile }),
  ...(namespace !== undefined && { namespace }),
  ...rest,
});
