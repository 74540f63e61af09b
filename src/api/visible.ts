/**
 * What moves a cursor, changes a terminal or hides what stands around it: control characters, line separators of
 * Unicode, and marks that turn the direction of a text round (unicode.org/reports/tr36, "Bidirectional Text Spoofing").
 */
const INVISIBLE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** The same but for what lays out a text of several lines. */
const UNWANTED = /(?![\n\t])[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** Escapes as JSON does, so that a JSON document still says the same. */
const escaped = (character: string): string =>
  character === '\n' ? '\\n' : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;

/** A text from a cluster or a file for one line of a terminal: whatever would work on the terminal is made visible. */
export const visibleLine = (text: string): string => text.replaceAll(INVISIBLE, escaped);

/** The same for a text of several lines: line breaks and tabs stay. */
export const visibleText = (text: string): string => text.replaceAll(UNWANTED, escaped);
