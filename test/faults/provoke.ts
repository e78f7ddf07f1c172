import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../../middleware/src/telemetry/log.ts';
import type { Fault } from './fault.ts';
import type { Outcome } from './report.ts';
import { Stage } from './stage.ts';
import type { System } from './system.ts';

/** Of a fault that names none of its own. */
const LIMIT_SECONDS = 300;
/** To end the processes and to count. */
const JUDGE_SECONDS = 180;
const PROGRESS_SECONDS = 15;
const COMPLAINTS = 5;

/** @throws Error when the work has not ended after so many seconds; it may go on all the same */
async function within<T>(seconds: number, work: Promise<T>, complaint: () => string): Promise<T> {
  const timer = new AbortController();
  const limit = delay(seconds * 1000, undefined, { signal: timer.signal }).then(() => {
    throw new Error(complaint());
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    timer.abort();
    limit.catch(() => undefined);
  }
}

/**
 * Provokes one fault and judges what came of it. It never throws, and it always ends: a fault that stalls is given up
 * after its time, with what it waited for as the reason.
 * @param logs folder for the logs of its processes
 * @param tell a line of progress
 */
export async function provoke(
  system: System,
  fault: Fault,
  logs: string,
  tell: (line: string) => void
): Promise<Outcome> {
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  const faults: string[] = [];
  const outcome = (rest: Pick<Outcome, 'note' | 'verdict'>): Outcome => {
    const { name, title } = fault;
    return { name, title, seconds: elapsed(), faults, ...rest };
  };
  let stage: Stage | undefined;
  const progress = setInterval(() => {
    tell(`… ${elapsed().toFixed(0)} s${stage && stage.doing !== '' ? `: until ${stage.doing}` : ''}`);
  }, PROGRESS_SECONDS * 1000);
  try {
    const open = await Stage.open(system, fault, logs);
    stage = open;
    const limit = fault.limit ?? LIMIT_SECONDS;
    const late = () => `It did not end within ${limit} seconds; it waited until ${open.doing}.`;
    await within(limit, fault.provoke(open), late).catch((error: unknown) => {
      faults.push(messageOf(error), ...complaintsOf(open));
    });
    open.giveUp();
    await system.restore();
    const verdict = await within(JUDGE_SECONDS, open.verdict(), () => 'The counts could not be had.');
    faults.push(...verdict.faults);
    return outcome({ verdict, note: open.note });
  } catch (error) {
    faults.push(messageOf(error));
    return outcome({ note: stage?.note ?? '', verdict: undefined });
  } finally {
    clearInterval(progress);
    await closeDown(system, stage).catch((error: unknown) => faults.push(`afterwards: ${messageOf(error)}`));
  }
}

async function closeDown(system: System, stage: Stage | undefined): Promise<void> {
  await system.restore();
  await stage?.close();
}

const complaintsOf = ({ workers }: Stage) =>
  workers.flatMap(({ complaints }, index) =>
    complaints.slice(-COMPLAINTS).map((line) => `log of process ${index + 1}: ${line}`)
  );
