import { Router } from 'express';
import type { Mailboxes } from '../mailbox.ts';
import { FOLDERS } from '../mailbox.ts';
import { ACK_WORDS, STATUS_WORDS } from '../lens/fields.ts';
import { addressText, type GridState } from '../state/grid-state.ts';
import type { Entry, Partner } from '../state/model.ts';
import { escaped, guarded, NAVIGATION, shortTime, table } from './parts.ts';
import { STYLE } from './style.ts';

const SHOWN = 200;

const TONES: Record<string, string> = { S: 'good', C: 'good', A: 'good', M: 'good', R: 'wait', P: 'wait', D: 'wait', B: 'wait', W: 'wait', U: 'odd', T: 'bad', V: 'bad', F: 'bad', H: 'bad', E: 'odd' }; // prettier-ignore

const pill = (code: string, word: string, tone = TONES[code] ?? 'odd') =>
  `<span class="pill ${tone}">${escaped(word)}</span>`;

function acknowledgement({ fastatus }: Entry): string {
  if (fastatus === undefined || fastatus === 'N') return '';
  return pill(fastatus, ACK_WORDS[fastatus] ?? 'Received', fastatus === 'R' || fastatus === 'P' ? 'bad' : undefined);
}

function row(entry: Entry): string {
  const keys = (entry.contentkeys ?? [])
    .slice(0, 3)
    .map(([key, value]) => `<span title="${escaped(key)}">${escaped(value)}</span>`);
  const direction = entry.internal.direction === 'toCustomer' ? '↓' : '↑';
  const title = `${entry.transactionid}\n${entry.correlationid}`;
  return `<tr class="${entry.transactionlevel.toLowerCase()}" title="${escaped(title)}">
    <td class="time">${shortTime(entry.arrivaltime)}</td>
    <td>${direction} ${escaped(entry.transactionlevel)} <small>${entry.transactionlevel === 'File' ? entry.internal.stage : ''}</small></td>
    <td><b>${escaped(entry.editype)}</b> <small>${escaped(entry.type === entry.editype ? '' : entry.type)}</small></td>
    <td>${escaped(entry.sendername ?? entry.senderaddress)} → ${escaped(entry.receivername ?? entry.receiveraddress)}</td>
    <td class="keys">${keys.join(' · ')}</td>
    <td>${escaped(entry.deliveryfilename ?? entry.receivefilename)}</td>
    <td>${pill(entry.status, STATUS_WORDS[entry.status])} ${acknowledgement(entry)}
      ${entry.externalerrormessage === undefined ? '' : `<div class="error">${escaped(entry.externalerrormessage)}</div>`}</td>
  </tr>`;
}

function habits({ behaviour }: Partner): string {
  if (behaviour.silent) return pill('', 'silent', 'odd');
  const { acknowledge, reactions, unreachable } = behaviour;
  const time = (seconds: number) =>
    seconds < 3600
      ? `${Math.round(seconds / 60)} min`
      : seconds < 86_400
        ? `${seconds / 3600} h`
        : `${Math.round(seconds / 86_400)} d`;
  const first = acknowledge
    ? `acknowledges (${acknowledge.outcome}) after ${time(acknowledge.afterSeconds)}`
    : 'does not acknowledge';
  const rest = reactions.map(({ on, send, afterSeconds }) => `${on} → ${send} after ${time(afterSeconds)}`);
  return `${unreachable ? `${pill('', 'unreachable', 'bad')} ` : ''}${escaped([first, ...rest].join('; '))}`;
}

async function mailboxCards(state: GridState, mailboxes: Mailboxes): Promise<string> {
  const cards = state.customers.values().map(async ({ mailbox, companyName, addresses }) => {
    const folders = FOLDERS.map(async (folder) => {
      const files = await mailboxes.files(mailbox, folder);
      const names = files
        .slice(0, 8)
        .map(({ name, size }) => `<li>${escaped(name)} <small>${size.toLocaleString('en')} bytes</small></li>`);
      const more = files.length > 8 ? `<li><small>and ${files.length - 8} more</small></li>` : '';
      return `<div class="folder"><h3>/${folder} <span class="count">${files.length}</span></h3><ul>${names.join('')}${more}</ul></div>`;
    });
    return `<section class="card"><h2>${escaped(companyName)} <small>${escaped(mailbox)} · ${escaped(addresses.join(', '))}</small></h2>
      <div class="folders">${(await Promise.all(folders)).join('')}</div></section>`;
  });
  return (await Promise.all(cards)).join('');
}

async function page(state: GridState, mailboxes: Mailboxes): Promise<string> {
  const entries = state.entries();
  const partners = state.partners.values().map(
    (
      partner
    ) => `<tr><td><b>${escaped(partner.company)}</b> <small>${escaped(partner.key)}</small></td><td><code>${escaped(addressText(partner))}</code></td>
      <td>${escaped(partner.role)}</td><td>${partner.standard} ${escaped(partner.version)}</td><td>${habits(partner)}</td></tr>`
  );
  const pending = state.clock.pending
    .slice(0, 12)
    .map(
      ({ dueAt, kind }) =>
        `<tr><td class="time">${shortTime(new Date(dueAt).toISOString())}</td><td>${escaped(kind)}</td></tr>`
    );
  const offset = Math.round(state.clock.offsetMilliseconds / 1000);
  const problems = state.problems.map((problem) => `<p class="error">${escaped(problem.split('\n')[0])}</p>`).join('');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <meta http-equiv="refresh" content="5"><title>Trading Grid simulator</title><style>${STYLE}</style></head><body>
    <header><h1>Trading Grid simulator</h1>${NAVIGATION}
      <p class="clock"><b>${shortTime(state.clock.iso())}</b> UTC${offset === 0 ? '' : ` · moved by ${offset.toLocaleString('en')} s`}</p></header>
    <main>${problems}${await mailboxCards(state, mailboxes)}
    <section class="card"><h2>Transactions <span class="count">${entries.length}</span></h2>
      ${table(['Arrived', 'Entry', 'Type', 'From → to', 'Content keys', 'File', 'Status'], entries.slice(-SHOWN).toReversed().map(row), 'Nothing has passed through yet: npx tgrid send FILE')}</section>
    <section class="card"><h2>Partners</h2>${table(['Company', 'Address', 'Role', 'Standard', 'What it does'], partners, 'none')}</section>
    <section class="card"><h2>What happens next <span class="count">${state.clock.pending.length}</span></h2>
      ${table(['At', 'What'], pending, 'Nothing is planned.')}</section></main></body></html>`;
}

/** `GET /`: what is in the mailboxes, the transactions, the partners and the clock, for people. */
export function pageRoutes(state: GridState, mailboxes: Mailboxes): Router {
  const router = Router();
  router.get('/', guarded, async (_request, response) => {
    response.set('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");
    response.type('html').send(await page(state, mailboxes));
  });
  return router;
}
