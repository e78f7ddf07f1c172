import type { SetContext } from '../../middleware/src/edi/envelope.ts';
import { GuideLibrary } from '../../middleware/src/edi/guide/library.ts';
import { EdiReader } from '../../middleware/src/edi/reader.ts';
import { SetReader } from '../../middleware/src/edi/set-reader.ts';
import { mappingOf } from '../../middleware/src/mappings/registry.ts';

/** Orders of 4 KB, each a file of its own: prints how many a second are validated and translated in one process. */
const SECONDS = 5;
const LINES = Array.from(
  { length: 62 },
  (_, line) => `PO1*${line + 1}*${(line % 9) + 1}*EA*12.50**VN*ITEM-${line}*BP*BUYER-${line}*UP*012345678905~`
);
const NUMBER = '000000001';
const text = [
  `ISA*00*          *00*          *ZZ*TGBUYER        *ZZ*TGSELLER       *260105*0930*U*00401*${NUMBER}*0*P*>~`,
  'GS*PO*TGBUYER*TGSELLER*20260105*0930*1*X*004010~',
  'ST*850*0001~',
  'BEG*00*SA*PO-1**20260105~',
  'N1*ST*Acme Warehouse North*9*0003947268292~',
  ...LINES,
  `CTT*${LINES.length}~`,
  `SE*${LINES.length + 5}*0001~`,
  'GE*1*1~',
  `IEA*1*${NUMBER}~`
].join('');
const bytes = Buffer.from(text, 'latin1');
const library = new GuideLibrary();
let characters = 0;

function translate(): void {
  const sets = new SetReader(
    () => library,
    () => true
  );
  const nothing = () => undefined;
  const reader = new EdiReader({
    setStart: (context) => {
      sets.start(context);
    },
    segment: (segment, position) => {
      sets.segment(segment, position);
    },
    setEnd: ({ interchange, set }: SetContext) => {
      const tree = sets.end();
      const document = tree && mappingOf(interchange.standard, set.type)?.(tree, set.findings);
      if (!document || set.findings.all.length > 0) throw new Error('The order is not sound.');
      characters += document.length;
    },
    groupEnd: nothing,
    interchangeEnd: nothing,
    fileFinding: nothing
  });
  reader.push(bytes);
  reader.end();
}

for (let warm = 0; warm < 2000; warm += 1) translate();
const start = performance.now();
let orders = 0;
while (performance.now() - start < SECONDS * 1000) {
  for (let batch = 0; batch < 100; batch += 1) translate();
  orders += 100;
}
const seconds = (performance.now() - start) / 1000;
if (characters === 0) throw new Error('Nothing was translated.');
process.stdout.write(JSON.stringify({ ordersPerSecond: orders / seconds, bytes: bytes.length }));
