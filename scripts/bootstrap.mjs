// Carries out `npm run demo` and `npm test` on a machine that has nothing but a Node: installs the packages if need be,
// among them the Node that the project is written for, and goes on under that one. Plain JavaScript without imports of
// packages, for Node 20 and later.
import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const inRoot = (...path) => join(root, ...path);

/** What each command runs. */
const COMMANDS = {
  demo: { args: [inRoot('bin/meshwright.js'), 'demo'], env: {} },
  // Jest loads ES modules only with this flag; its workers inherit it through the environment.
  test: {
    args: [inRoot('node_modules/jest/bin/jest.js')],
    env: { NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules`.trim() },
  },
};

const TICK_MS = 10_000;

const [name = '', ...rest] = process.argv.slice(2);
const command = COMMANDS[name];
if (command === undefined) {
  console.error(`usage: node scripts/bootstrap.mjs ${Object.keys(COMMANDS).join('|')} [arguments]`);
  process.exit(2);
}

// A signal of the terminal reaches the child too, which ends in its own way; this process only waits for it.
let child;
let fetching;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) for (const each of [child, fetching]) each?.kill(signal);
  });
}

const installed = isInstalled() ? 0 : await install();
process.exit(
  installed !== 0 ? installed : await run(inRoot('node_modules/.bin/node'), [...command.args, ...rest], command.env),
);

/** npm writes its own lock file into node_modules as the last act of an installation. */
function isInstalled() {
  const [done, wanted] = [inRoot('node_modules/.package-lock.json'), inRoot('package-lock.json')].map(changedAt);
  return done !== undefined && done >= (wanted ?? 0);
}

function changedAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

async function install() {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  console.error('installing packages with npm ci, usually for one to two minutes');
  fetchModules();
  const ticker = setInterval(() => console.error(`still installing packages, ${seconds()}`), TICK_MS);
  // Under `npm run` this is the npm that was called; a script of its own knows where it is.
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
  const code = await (npm === undefined ? run('npm', args, {}) : run(process.execPath, [npm, ...args], {}));
  clearInterval(ticker);
  console.error(code === 0 ? `installed packages in ${seconds()}` : `npm ci failed with exit code ${code}`);
  return code;
}

/**
 * Go fetches what the embedded cluster is built from while npm fetches packages. Where it cannot, because there is none
 * or there is no network, the build finds that out and says it.
 */
function fetchModules() {
  if (process.env.KUBECONFIG || process.env.KUBEBUILDER_ASSETS || comesBuilt()) return;
  fetching = spawn('go', ['list', '-deps', './control-plane'], {
    cwd: inRoot('devcluster/modules/kubernetes'),
    stdio: 'ignore',
    env: { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: '' },
  });
  fetching.on('error', () => undefined);
}

/** True where npm installs the programs of the embedded cluster. */
function comesBuilt() {
  const { optionalDependencies = {} } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  return `@meshwright/devcluster-kubernetes-${process.platform}-${process.arch}` in optionalDependencies;
}

/** Runs a program in the foreground; resolves to its exit code, 128 and the number of the signal if one ended it. */
function run(file, args, env) {
  return new Promise((resolve) => {
    child = spawn(file, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    child.once('error', (error) => {
      console.error(`cannot run ${file}: ${error.message}`);
      resolve(127);
    });
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}
