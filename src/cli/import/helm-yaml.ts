import { CORE_SCHEMA, defineScalarTag, mergeTag, NOT_RESOLVED } from 'js-yaml';
import { yamlDocuments } from '../../api/files/yaml.ts';

/** Words that are switches in the YAML 1.1 of Helm, in the three ways in which they may be written. */
const SWITCHES = new Map(
  Object.entries({ y: true, yes: true, on: true, true: true, n: false, no: false, off: false, false: false }).flatMap(
    ([word, value]) => [word, word.toUpperCase(), word.charAt(0).toUpperCase() + word.slice(1)].map((w) => [w, value]),
  ),
);

const bool = defineScalarTag('tag:yaml.org,2002:bool', {
  implicit: true,
  implicitFirstChars: Array.from('yYnNtTfFoO'),
  resolve: (source) => SWITCHES.get(source) ?? NOT_RESOLVED,
  identify: () => false,
});

const DIGITS = Array.from('0123456789+-');

/** Forms of whole numbers, and what stands before their digits; a zero in front makes a number octal. */
const WHOLE: readonly (readonly [form: RegExp, prefix: string])[] = [
  [/^[-+]?0[xX]([0-9a-fA-F]+)$/, '0x'],
  [/^[-+]?0[bB]([01]+)$/, '0b'],
  [/^[-+]?0[oO]?([0-7]+)$/, '0o'],
  [/^[-+]?(\d+)$/, ''],
];

function whole(source: string): number | undefined {
  const plain = source.replaceAll('_', '');
  for (const [form, prefix] of WHOLE) {
    const digits = form.exec(plain)?.[1];
    if (digits !== undefined) return (plain.startsWith('-') ? -1 : 1) * Number(`${prefix}${digits}`) || 0;
  }
  return undefined;
}

const int = defineScalarTag('tag:yaml.org,2002:int', {
  implicit: true,
  implicitFirstChars: DIGITS,
  resolve: (source) => whole(source) ?? NOT_RESOLVED,
  identify: () => false,
});

const FLOAT = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/;

/** Helm hands values on as JSON, which knows no infinity: such a number stays text. */
const float = defineScalarTag('tag:yaml.org,2002:float', {
  implicit: true,
  implicitFirstChars: [...DIGITS, '.'],
  resolve: (source) => {
    const value = FLOAT.test(source.replaceAll('_', '')) ? Number(source.replaceAll('_', '')) : Infinity;
    return Number.isFinite(value) ? value : NOT_RESOLVED;
  },
  identify: () => false,
});

/** What Helm reads: YAML 1.1 as its parser understands it, which has no numbers of base 60. */
const HELM_SCHEMA = CORE_SCHEMA.withTags(bool, int, float, mergeTag);

/**
 * The documents of a YAML or JSON text as Helm and kubectl read them, without empty ones: `yes` and `on` are switches,
 * `010` is octal, `<<` merges. Of two equal keys Helm takes the last one; here they are refused, since one is lost.
 * @throws YamlError when it is something else, or beyond what anybody writes
 */
export const helmDocuments = (text: string, source: string): unknown[] => yamlDocuments(text, source, HELM_SCHEMA);
