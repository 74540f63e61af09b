import { Command, CommanderError } from 'commander';
import { InputError } from '../api/errors.ts';
import type { PlanOptions } from './plan.ts';
import type { Terminal } from './terminal.ts';

/** Exit codes: 0 done, 1 failed, 2 called wrongly or with an invalid file. */
const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

/**
 * Runs one command line.
 * @returns the exit code
 */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await program(terminal).parseAsync(argv);
    return EXIT.ok;
  } catch (error) {
    return exitCodeOf(error, terminal);
  }
}

function exitCodeOf(error: unknown, { stderr }: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const message = error instanceof Error ? error.message : String(error);
  stderr.write(`error: ${message.replaceAll('; spec', '\n       spec')}\n`);
  return error instanceof InputError ? EXIT.usage : EXIT.failed;
}

// Each action loads what it needs when it runs: `--help` should not wait for the charts or the client.
function program(terminal: Terminal): Command {
  const { stdout, stderr } = terminal;
  const cli = new Command('meshwright')
    .description("Installs, keeps and reports classic Istio meshes on today's Kubernetes.")
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) });
  cli
    .command('render')
    .description('Print the objects that the operator would apply for a MeshInstall.')
    .requiredOption('-f, --file <path>', 'file with one or more MeshInstalls, - for standard input')
    .option('-k, --kube-version <version>', 'Kubernetes to render for (default: the newest tested)')
    .option('-o, --output <format>', 'yaml or json (one array)', 'yaml')
    .action(async (options: { file: string; kubeVersion?: string; output: string }) => {
      const { renderCommand } = await import('./render.ts');
      await renderCommand(options, terminal);
    });
  cli
    .command('plan')
    .description('Print the hops and steps of a change of version, in order.')
    .argument('[name]', 'MeshInstall in the cluster: what is installed and, without a file, what is asked for')
    .option('-f, --file <path>', 'file with the MeshInstall that is asked for, - for standard input')
    .option('--from <version>', 'what is installed, instead of asking a cluster (default: nothing)')
    .option('-k, --kube-version <version>', 'Kubernetes to plan for without a cluster (default: the newest tested)')
    .option('--kubeconfig <path>', 'kubeconfig file (default: KUBECONFIG, the pod, ~/.kube/config)')
    .option('--context <name>', 'context of the kubeconfig')
    .option('-o, --output <format>', 'table, json or yaml', 'table')
    .action(async (name: string | undefined, options: PlanOptions) => {
      const { planCommand } = await import('./plan.ts');
      await planCommand(name, options, terminal);
    });
  cli
    .command('demo')
    .description('Show a mesh from its installation on: on an embedded cluster, or on that of KUBECONFIG.')
    .option('--exit', 'leave when the mesh is Ready; exit code 1 and the reason if it is not')
    .option('-y, --yes', 'ask nothing about a cluster that is not on this machine')
    .action(async (options: { exit?: boolean; yes?: boolean }) => {
      const { demoCommand } = await import('./demo.ts');
      await demoCommand(options, terminal);
    });
  cli
    .command('values')
    .description('Turn a Helm values file of the official charts into a MeshInstall.')
    .requiredOption('-f, --file <path>', 'values file, - for standard input')
    .requiredOption('--version <version>', 'Istio version that is wanted, for example 1.4.10')
    .option('--name <name>', 'name of the MeshInstall', 'mesh')
    .option('--profile <profile>', 'profile to start from', 'default')
    .option('-o, --output <format>', 'yaml or json', 'yaml')
    .action(async (options: { file: string; version: string; name: string; profile: string; output: string }) => {
      const { valuesCommand } = await import('./values.ts');
      await valuesCommand(options, terminal);
    });
  cli
    .command('run')
    .description('Run the operator, in a cluster or beside it.')
    .option('--kubeconfig <path>', 'kubeconfig file (default: KUBECONFIG, the pod, ~/.kube/config)')
    .option('--context <name>', 'context of the kubeconfig')
    .option('--log-level <level>', 'debug, info, warn or error', 'info')
    .option('--leader-elect', 'run beside other replicas; only the leader acts')
    .option('--namespace <name>', 'namespace of the leader Lease', 'meshwright-system')
    .option('--workers <count>', 'meshes worked on at once', '4')
    .action(async (options: Record<string, string | boolean | undefined>) => {
      const { runCommand } = await import('./run.ts');
      await runCommand(options, terminal);
    });
  return cli;
}
