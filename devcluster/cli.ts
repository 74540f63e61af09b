import { Command, Option } from 'commander';
import { defaultKubernetes, releases } from './binaries/catalog.ts';
import { streamProgress } from './binaries/progress.ts';
import { down, kubectl, status, up } from './commands.ts';
import type { CommandContext, UpOptions } from './commands.ts';
import { DevclusterError } from './errors.ts';

// Results go to standard output, so that `kubeconfig=$(... status -o kubeconfig)` works; progress goes to the other.
const context: CommandContext = {
  env: process.env,
  progress: streamProgress(process.stderr),
  print: (line) => void process.stdout.write(`${line}\n`),
};

const program = new Command('devcluster')
  .description('A real Kubernetes control plane with simulated nodes, without containers, for trying things out.')
  .option('--name <name>', 'which cluster, if you keep several', 'default')
  .enablePositionalOptions();

const named = () => program.opts<{ name: string }>().name;

program
  .command('up')
  .description('start the cluster and leave it running; does nothing if it runs')
  .addOption(new Option('--kubernetes <version>', 'release').choices(Object.keys(releases)).default(defaultKubernetes))
  .option('--nodes <count>', 'number of simulated nodes', Number, 3)
  .option('--no-simulation', 'without the stand-ins for citadel, webhooks and load balancers')
  .action((options: UpOptions) => up(context, named(), options));

program
  .command('down')
  .description('stop the cluster and remove its data')
  .action(() => down(context, named()));

program
  .command('status')
  .description('say whether the cluster runs, and where; exit code 1 if it does not')
  .addOption(new Option('-o, --output <format>', 'format').choices(['text', 'json', 'kubeconfig']).default('text'))
  .action(async ({ output }: { output: string }) => {
    process.exitCode = await status(context, named(), output);
  });

program
  .command('kubectl')
  .description('run kubectl against the cluster')
  .argument('[args...]', 'arguments of kubectl')
  .helpOption(false)
  .allowUnknownOption()
  .passThroughOptions()
  .action(async (args: string[]) => {
    process.exitCode = await kubectl(context, named(), args);
  });

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof DevclusterError)) throw error;
  console.error(`devcluster: ${error.message}`);
  process.exitCode = 1;
}
