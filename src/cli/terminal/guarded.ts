import { visibleText } from '../../api/visible.ts';

/** A stream that shows texts, and the same stream for what may work on a terminal. */
export type Guarded<S extends NodeJS.WritableStream> = S & { readonly unguarded: S };

/**
 * A stream on which no text works: control characters in it are made visible. Every command writes to such streams, so
 * that none has to remember that names, messages and annotations are somebody else's. Bytes pass as they are, and our
 * own colours and pictures go to `unguarded`, line by line (see `span`).
 */
export function guarded<S extends NodeJS.WritableStream>(stream: S): Guarded<S> {
  const write = (chunk: string | Uint8Array, ...rest: never[]): boolean =>
    stream.write(typeof chunk === 'string' ? visibleText(chunk) : chunk, ...rest);
  const own: Readonly<Record<PropertyKey, unknown>> = { write, unguarded: stream };
  return new Proxy(stream, {
    get(target, key) {
      if (key in own) return own[key];
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  }) as Guarded<S>;
}

/** Where to write what may work on a terminal. */
export const unguarded = <S extends NodeJS.WritableStream>(stream: S & { readonly unguarded?: S }): S =>
  stream.unguarded ?? stream;
