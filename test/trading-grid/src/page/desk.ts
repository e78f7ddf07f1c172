import type { Control } from '../control/control.ts';
import { FILE_FAULTS } from '../partners/send.ts';
import type { Partner } from '../state/model.ts';
import { escaped, NAVIGATION, shortTime } from './parts.ts';
import { STYLE } from './style.ts';

export interface DeskParts {
  control: Control;
  /** The customer whose own business software the desk acts for. */
  mailbox: string;
  /** Goes with every form, so that no other site can send one. */
  formToken: string;
}

const MOVES: [label: string, seconds: number][] = [
  ['1 hour', 3600],
  ['1 day', 86_400],
  ['1 week', 604_800],
  ['30 days', 2_592_000]
];

/** What partners can send of their own accord, by standard. */
const TYPES = {
  X12: ['850', '855', '856', '810', '820', '861', '214', '824'],
  EDIFACT: ['ORDERS', 'ORDRSP', 'DESADV', 'INVOIC', 'REMADV', 'RECADV']
} as const;

const FAULTS: Record<(typeof FILE_FAULTS)[number], string> = {
  missingSegment: 'the first segment is missing',
  badCode: 'a code that there is not',
  badDate: 'dates that there are not',
  wrongCount: 'a wrong count of segments',
  wrongControlNumber: 'a wrong control number at the end',
  truncated: 'the end is missing',
  unknownReceiver: 'for a receiver that there is not',
  garbage: 'no EDI at all'
};

type Choice = readonly [value: string, label: string];

const select = (label: string, name: string, choices: readonly Choice[], chosen?: string) =>
  `<label>${escaped(label)}<select name="${name}">${choices
    .map(
      ([value, text]) =>
        `<option value="${escaped(value)}"${value === chosen ? ' selected' : ''}>${escaped(text)}</option>`
    )
    .join('')}</select></label>`;

const check = (label: string, name: string) =>
  `<label class="check"><input type="checkbox" name="${name}" value="yes">${escaped(label)}</label>`;

function form(parts: DeskParts, action: string, fields: string, button: string): string {
  const token = `<input type="hidden" name="token" value="${escaped(parts.formToken)}">`;
  return `<form method="post" action="/desk/${action}">${token}${fields}<button>${escaped(button)}</button></form>`;
}

const card = (title: string, hint: string, body: string) =>
  `<section class="card"><h2>${escaped(title)}</h2><p class="hint">${escaped(hint)}</p>${body}</section>`;

function clockCard(parts: DeskParts): string {
  const forms = MOVES.map(([label, seconds]) =>
    form(parts, 'clock', `<input type="hidden" name="seconds" value="${seconds}">`, `+ ${label}`)
  );
  const hint =
    'Whatever falls due until then happens at once: acknowledgements, receipts after two days, payments after thirty.';
  return card("Move the network's clock", hint, `<div class="folders">${forms.join('')}</div>`);
}

function sendCard(parts: DeskParts, partners: readonly Partner[]): string {
  const types = partners.some(({ standard }) => standard === 'EDIFACT')
    ? [...TYPES.X12, ...TYPES.EDIFACT]
    : [...TYPES.X12];
  const fields = [
    select('Partner', 'partner', choicesOf(partners)),
    select('sends', 'type', types.map((type): Choice => [type, type])), // prettier-ignore
    '<label>lines <input type="number" name="lines" min="1" max="500" placeholder="any"></label>',
    '<label>order number <input name="purchaseOrder" maxlength="22" placeholder="the next one"></label>',
    select('with a fault', 'fault', [['', 'none'], ...FILE_FAULTS.map((fault): Choice => [fault, FAULTS[fault]])]),
    check('as a test', 'test')
  ];
  return card('A partner sends a document', '', form(parts, 'send', fields.join(''), 'Send'));
}

function ownCard(parts: DeskParts): string {
  const orders = parts.control.orders(parts.mailbox).slice(0, 50);
  if (orders.length === 0) return card('Your own business software', 'No partner has ordered anything yet.', '');
  const named = orders.map(({ transactionId, purchaseOrder, company }): Choice => [
    transactionId,
    `${purchaseOrder} of ${company}`
  ]);
  const fields = [
    select('For order', 'transactionId', named),
    select('send', 'kind', [
      ['shipNotice', 'the ship notice (856, DESADV)'],
      ['invoice', 'the invoice (810, INVOIC)'],
      ['answer', 'the answer (855, ORDRSP)']
    ]),
    '<label>dated days from now <input type="number" name="daysLater" min="0" max="365" value="0"></label>',
    check('less than ordered', 'isShort'),
    check('at higher prices', 'isOvercharged')
  ];
  const hint =
    'What an ERP system sends about an order: to the partner over the network, with a copy for the middleware, which shows it in Salesforce.';
  return card('Your own business software', hint, form(parts, 'own', fields.join(''), 'Send'));
}

function habitsCard(parts: DeskParts, partners: readonly Partner[]): string {
  const fields = [
    select('Partner', 'partner', choicesOf(partners)),
    select('acknowledges what it gets', 'acknowledge', [
      ['accept', 'accepted'],
      ['acceptWithErrors', 'accepted with errors'],
      ['partial', 'partly accepted'],
      ['reject', 'rejected'],
      ['', 'never']
    ]),
    select('and answers it', 'outcome', [
      ['accept', 'as it should'],
      ['short', 'short: receives less, pays less'],
      ['change', 'with changes'],
      ['reject', 'by rejecting it']
    ])
  ];
  const hint = 'From now on; when it does so is told under "What happens".';
  return card('Habits of a partner', hint, form(parts, 'habits', fields.join(''), 'Save'));
}

const choicesOf = (partners: readonly Partner[]) =>
  partners.map(({ key, company, standard, role }): Choice => [key, `${company} (${role}, ${standard})`]);

/** The page on which people do what partners, the customer's own software and time would. */
export function deskPage(parts: DeskParts, said: { text: string; isError: boolean } | null): string {
  const partners = parts.control.partners();
  const told = said ? `<p class="said ${said.isError ? 'bad' : 'good'}" role="status">${escaped(said.text)}</p>` : '';
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>Trading Grid simulator: make things happen</title><style>${STYLE}</style></head><body>
    <header><h1>Trading Grid simulator</h1>${NAVIGATION}
      <p class="clock"><b>${shortTime(parts.control.clock().now)}</b> UTC</p></header>
    <main>${told}${sendCard(parts, partners)}${ownCard(parts)}${habitsCard(parts, partners)}${clockCard(parts)}</main></body></html>`;
}
