import { afterAll, beforeAll, expect, test } from '@jest/globals';
import path from 'node:path';
import { inspect } from '../../../../../middleware/src/cli/inspect.ts';
import { Grid } from '../../testing.ts';
import type { Outcome } from '../../state/model.ts';
import { EDIFACT_WRITERS } from './edifact.ts';
import { X12_WRITERS } from './x12.ts';

let grid: Grid;

beforeAll(async () => {
  grid = await Grid.start();
});
afterAll(() => grid.close());

const OUTCOMES: Outcome[] = ['accept', 'change', 'reject', 'short'];
const senders: [string, string][] = [
  ...Object.keys(X12_WRITERS).map((type): [string, string] => ['TGBUYER', type]),
  ...Object.keys(EDIFACT_WRITERS).map((type): [string, string] => ['EUROMART', type]),
  ['GLOBEX', '850']
];

/** Two readers of different hands agree on what the partners write: the simulator's own, and the middleware's guides. */
test.each(senders)('%s %s is sound by the guides of the middleware', async (key, type) => {
  for (const outcome of OUTCOMES) {
    const [sent] = await grid.control.send(key, { type, outcome });
    const file = path.join(grid.simulator.mailboxes.root('tgseller'), 'outgoing', sent?.file ?? '');
    const lines: string[] = [];
    await inspect([file], { json: true, guide: [] }, (line) => lines.push(line));
    const { verdict, interchanges } = JSON.parse(lines.join('')) as { verdict: string; interchanges: unknown };
    expect([outcome, verdict, verdict === 'accepted' ? [] : interchanges]).toEqual([outcome, 'accepted', []]);
  }
});
