import { loadAll, YAMLException, type LoadOptions } from 'js-yaml';
import { InputError } from '../errors.ts';
import { isReserved, RESERVED_KEY } from '../reserved-keys.ts';

/** What a text may ask of whoever reads it: more than any real file does, and no more than a second of work. */
const BOUNDS = {
  megabytes: 16,
  levels: 100,
  /** Values that aliases (`*name`) stand for, beyond those that are written. */
  repeated: 100_000,
};

/** A text is no YAML, or not one that anybody would write; the message says where and why. */
export class YamlError extends InputError {
  override readonly name = 'YamlError';
}

/**
 * The documents of a YAML or JSON text that nobody has checked, without empty ones. `source` names the text in
 * messages. However a text is made, it takes no more than its size suggests, and so does going through the result.
 * @throws YamlError
 */
export function yamlDocuments(text: string, source: string, schema?: LoadOptions['schema']): unknown[] {
  if (text.length > BOUNDS.megabytes * 1024 * 1024) {
    throw new YamlError(`${source} is too long: ${BOUNDS.megabytes} MiB at most`);
  }
  const documents = parsed(text, source, schema).filter((document) => document !== null && document !== undefined);
  const measure = new Measure(source);
  for (const document of documents) measure.add(document);
  return documents;
}

function parsed(text: string, source: string, schema: LoadOptions['schema']): unknown[] {
  try {
    return loadAll(text, { maxDepth: BOUNDS.levels, ...(schema !== undefined && { schema }) });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    if (error.reason.includes('maxDepth')) throw tooDeep(source, error);
    // Without the part of the text that the parser shows below.
    const why = error.message.split('\n', 1)[0] ?? '';
    throw new YamlError(`${source} is not YAML: ${why}`, { cause: error });
  }
}

const tooDeep = (source: string, cause?: unknown): YamlError =>
  new YamlError(`${source} is nested too deep: ${BOUNDS.levels} levels at most`, { cause });

interface Extent {
  /** Values, with those of aliases counted as often as they are named. */
  readonly values: number;
  readonly levels: number;
}

const SCALAR: Extent = { values: 1, levels: 0 };

/**
 * Counts what is in documents. What an alias stands for is one object in many places: it is measured once, so that the
 * work is that of the text, not of what it expands to.
 */
class Measure {
  readonly #source: string;
  readonly #known = new Map<object, Extent | 'open'>();
  #written = 0;

  constructor(source: string) {
    this.#source = source;
  }

  add(document: unknown): void {
    const written = this.#written;
    const { values } = this.#extentOf(document);
    if (values - (this.#written - written) <= BOUNDS.repeated) return;
    throw new YamlError(
      `${this.#source} repeats too much by aliases: they stand for ${BOUNDS.repeated} values at most; write them out`,
    );
  }

  #extentOf(value: unknown): Extent {
    if (typeof value !== 'object' || value === null) {
      this.#written++;
      return SCALAR;
    }
    const known = this.#known.get(value);
    if (known === 'open') throw new YamlError(`${this.#source} has an alias within what it stands for; write it out`);
    if (known !== undefined) return known;
    this.#written++;
    this.#known.set(value, 'open');
    const extent = this.#extentWithin(value);
    this.#known.set(value, extent);
    return extent;
  }

  #extentWithin(value: object): Extent {
    let [values, levels] = [1, 0];
    for (const [key, child] of Object.entries(value)) {
      if (isReserved(key)) throw new YamlError(`${this.#source}: the key "${key}" ${RESERVED_KEY}`);
      const extent = this.#extentOf(child);
      values += extent.values;
      levels = Math.max(levels, extent.levels + 1);
    }
    if (levels > BOUNDS.levels) throw tooDeep(this.#source);
    return { values, levels };
  }
}
