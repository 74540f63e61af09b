import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Hono } from 'hono';
import type { Assets } from '../assets.ts';
import type { Env } from './session-routes.ts';

interface File {
  readonly path: string;
  readonly type: string;
  readonly plain: Buffer;
  readonly compressed: Buffer;
}

/** What pages load, and where from. */
export interface AssetPaths {
  readonly files: readonly File[];
  /** With a digest: what is kept under such an address is never stale. */
  readonly paths: { readonly script: string; readonly style: string };
}

/** Compressed once, when the console starts. */
export function assetPaths({ script, style, icon }: Assets): AssetPaths {
  const fileOf = (path: string, type: string, text: string): File => {
    const plain = Buffer.from(text);
    return { path, type, plain, compressed: gzipSync(plain, { level: 9 }) };
  };
  return {
    files: [
      fileOf('/assets/console.js', 'text/javascript; charset=utf-8', script),
      fileOf('/assets/console.css', 'text/css; charset=utf-8', style),
      fileOf('/assets/icon.svg', 'image/svg+xml', icon),
    ],
    paths: { script: `/assets/console.js?v=${digestOf(script)}`, style: `/assets/console.css?v=${digestOf(style)}` },
  };
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** There is nothing to hide in them: whoever may see the page where one says who one is gets them. */
export function addAssets(app: Hono<Env>, { files }: AssetPaths): void {
  for (const { path, type, plain, compressed } of files) {
    app.get(path, (c) => {
      const packed = c.req.header('accept-encoding')?.includes('gzip') === true;
      c.header('content-type', type);
      c.header('vary', 'accept-encoding');
      c.header('cache-control', c.req.query('v') === undefined ? 'no-cache' : 'public, max-age=31536000, immutable');
      if (packed) c.header('content-encoding', 'gzip');
      return c.body(new Uint8Array(packed ? compressed : plain));
    });
  }
}
