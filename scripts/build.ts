import { build } from 'esbuild';

/**
 * Bundles what has to start at once into one file each, under build/: the legacy API bridge, which its neighbour in
 * the pod waits for. The operator itself runs from its sources.
 */
await build({
  entryPoints: { bridge: 'src/bridge/main.ts' },
  outdir: 'build',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  minify: true,
});
console.log('wrote build/bridge.mjs');
