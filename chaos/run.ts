import { systemClock } from '../src/runtime/clock.ts';
import { startArena, OPERATOR, type Arena } from './cluster/arena.ts';
import { createOthers, untouchables } from './cluster/others.ts';
import { TooLateError, User } from './cluster/user.ts';
import { faultNamed } from './faults/index.ts';
import { Weather } from './faults/weather.ts';
import { violations } from './invariants/index.ts';
import { Replica } from './operators/replica.ts';
import { scenarioNamed } from './scenarios/index.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { lastsMs, type PlannedFault, type Schedule } from './schedule.ts';

/** How a run went. */
export interface Verdict {
  /** Empty where everything is as it has to be. */
  readonly violations: readonly string[];
  /** How many requests and watches were hit. */
  readonly strikes: number;
  /** From the first fault to the end. */
  readonly ms: number;
  /** What the operators logged, for whoever wants to know more. */
  readonly log: readonly string[];
}

/** However busy the machine is. */
const PATIENCE_MS = 90_000;
const LOOK_MS = 100;

/** Runs a schedule on a new cluster. @param program `bin/meshwright.js` of the operator */
export async function run(schedule: Schedule, program: string): Promise<Verdict> {
  const weather = new Weather();
  const arena = await startArena(weather.interfere);
  weather.over(arena.proxy);
  const replicas = await startReplicas(arena, schedule, program);
  try {
    return await runIn({ schedule, arena, weather, replicas });
  } finally {
    await Promise.all(replicas.map((replica) => replica.kill()));
    await arena.stop();
  }
}

async function startReplicas(arena: Arena, { replicas }: Schedule, program: string): Promise<Replica[]> {
  const names = ['one', 'two'].slice(0, replicas);
  const { namespace } = OPERATOR;
  const started = await Promise.all(
    names.map(async (name) => {
      const kubeconfigPath = await arena.kubeconfigFor(name);
      return new Replica({ name, program, kubeconfigPath, namespace });
    }),
  );
  for (const replica of started) replica.start();
  return started;
}

interface Running {
  readonly schedule: Schedule;
  readonly arena: Arena;
  readonly weather: Weather;
  readonly replicas: readonly Replica[];
}

async function runIn(running: Running): Promise<Verdict> {
  const { schedule, arena, weather, replicas } = running;
  const { client, cluster } = arena;
  const scenario = scenarioNamed(schedule.scenario);
  const user = new User(client);
  await scenario.prepare(user);
  await createOthers(client);
  const before = await untouchables(client);
  const began = systemClock.elapsed();
  const storm = endure(running);
  await Promise.all([scenario.act(user, schedule.editAtMs), storm]);
  const calmSince = Date.now();
  const late = await lateness(user, scenario, schedule);
  const audit = () => cluster.auditLog();
  const evidence = { scenario, client, replicas, before, audit, calmSince, late, install: await user.install() };
  const found = await violations(evidence);
  const log = replicas.flatMap(({ name, log: lines }) => lines.map((line) => `${name} ${JSON.stringify(line)}`));
  return { violations: found, strikes: weather.strikes, ms: systemClock.elapsed() - began, log };
}

/** What did not come in time, if anything. */
async function lateness(user: User, scenario: Scenario, { faults }: Schedule): Promise<string | undefined> {
  const unnoticed = Math.max(0, ...faults.map(({ fault }) => faultNamed(fault).unnoticedMs ?? 0));
  try {
    await user.until(scenario.isOver, PATIENCE_MS + scenario.lastsMs + unnoticed);
    return undefined;
  } catch (error) {
    if (error instanceof TooLateError) return error.message;
    throw error;
  }
}

/** Lets every fault begin and end in its time; resolves when the last one is over. */
async function endure({ schedule, arena, weather, replicas }: Running): Promise<void> {
  const over = new AbortController();
  const looking = look(weather, over.signal);
  const suffer = async (planned: PlannedFault): Promise<void> => {
    const { disturbance } = faultNamed(planned.fault);
    const [first] = replicas;
    const victim = replicas[planned.victim] ?? first;
    if (victim === undefined) return;
    const machines = { cluster: arena.cluster, replicas, victim };
    await systemClock.after(planned.atMs);
    weather.begin(planned);
    await disturbance?.begin(machines);
    await systemClock.after(planned.forMs);
    await disturbance?.end?.(machines);
    weather.end(planned);
  };
  await Promise.all([...schedule.faults.map(suffer), systemClock.after(lastsMs(schedule))]);
  over.abort();
  await looking;
}

/** Watches that are opened while a fault lasts are hit, too. */
async function look(weather: Weather, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    weather.look();
    await systemClock.after(LOOK_MS, signal).catch(() => undefined);
  }
}
