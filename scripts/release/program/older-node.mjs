// What Node 20 and 22 lack of that which the command line and its packages use. Loaded before it, and only there.
import { createRequire } from 'node:module';
import 'core-js/actual/array/from-async.js';
import 'core-js/actual/iterator/index.js';
import 'core-js/actual/map/group-by.js';
import 'core-js/actual/object/group-by.js';
import 'core-js/actual/promise/try.js';
import 'core-js/actual/promise/with-resolvers.js';
import 'core-js/actual/regexp/escape.js';
import 'core-js/actual/set/index.js';

// The HTTP client looks these up when it is loaded; apiservers never send zstd, and we clone nothing to a worker.
const require = createRequire(import.meta.url);
const absent = (what) => () => {
  throw new Error(`Node ${process.version} has no ${what}; Node 22.19 has`);
};
require('node:worker_threads').markAsUncloneable ??= () => undefined;
require('node:zlib').createZstdDecompress ??= absent('zstd');
