const LINES = 60;

/** An X12 850 of about 4 KB in an interchange of its own. @param control different for each of a sender's */
export function orderOf(number: string, control: number, item: string): Buffer {
  const icn = String(control).padStart(9, '0');
  const lines = Array.from({ length: LINES }, (_, index) => {
    const line = index + 1;
    return `PO1*${line}*${(control + line) % 97}*EA*${line}.25**VN*${item}-${line}*BP*BUYER-${line}~`;
  });
  const segments = [
    `ISA*00*          *00*          *ZZ*TGBUYER        *ZZ*TGSELLER       *260105*0930*U*00401*${icn}*0*P*>~`,
    `GS*PO*TGBUYER*TGSELLER*20260105*0930*${control}*X*004010~`,
    'ST*850*0001~',
    `BEG*00*SA*${number}**20260105~`,
    'REF*DP*038~',
    'DTM*002*20260120~',
    'N1*ST*ACME STORE 12*92*0012~',
    'N3*12 MARKET STREET~',
    'N4*SPRINGFIELD*IL*62701*US~',
    ...lines,
    `CTT*${LINES}~`,
    `SE*${LINES + 9}*0001~`,
    `GE*1*${control}~`,
    `IEA*1*${icn}~`
  ];
  return Buffer.from(`${segments.join('\n')}\n`);
}
