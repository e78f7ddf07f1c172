import { type Request, Router } from 'express';
import { mailboxOf } from '../http/tokens.ts';
import { addressText, type GridState } from '../state/grid-state.ts';
import type { Partner } from '../state/model.ts';
import { typeName } from '../network/content-keys.ts';
import { refuse } from './answers.ts';

interface GridMap {
  id: number;
  partner: Partner;
  type: string;
  direction: 'Inbound' | 'Outbound';
}

/** Types that a customer receives from a partner of a role, by standard. */
const TYPES: Record<Partner['role'], Record<Partner['standard'], [inbound: string[], outbound: string[]]>> = {
  buyer: {
    X12: [['850', '861', '820'], ['855', '856', '810']],
    EDIFACT: [['ORDERS', 'RECADV', 'REMADV'], ['ORDRSP', 'DESADV', 'INVOIC']]
  },
  supplier: {
    X12: [['855', '856', '810'], ['850']],
    EDIFACT: [['ORDRSP', 'DESADV', 'INVOIC'], ['ORDERS']]
  },
  carrier: { X12: [['214'], []], EDIFACT: [['IFTSTA'], []] }
}; // prettier-ignore

/** One map for each type that a customer exchanges with a partner: they follow from the relationships. */
function mapsOf(state: GridState, mailbox: string): GridMap[] {
  const partners = state.relationships
    .values()
    .filter((one) => one.mailbox === mailbox)
    .flatMap(({ partnerKey }) => state.partners.get(partnerKey) ?? [])
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const maps = partners.flatMap((partner) => {
    const [inbound, outbound] = TYPES[partner.role][partner.standard];
    return [
      ...inbound.map((type) => ({ partner, type, direction: 'Inbound' as const })),
      ...outbound.map((type) => ({ partner, type, direction: 'Outbound' as const }))
    ];
  });
  return maps.map((map, index) => ({ id: index + 1, ...map }));
}

const nameOf = ({ partner, type, direction }: GridMap) => `${partner.key}_${type}_${direction.toUpperCase()}`;

function metadata(map: GridMap): object {
  const { id, partner, type, direction } = map;
  const edi = {
    docType: typeName(type),
    version: partner.version,
    standard: partner.standard,
    format: 'EDI',
    transaction: type
  };
  const own = { docType: typeName(type), version: '1', standard: 'JSON', format: 'JSON', transaction: type };
  const [source, target] = direction === 'Inbound' ? [edi, own] : [own, edi];
  const side = (name: string, of: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(of).map(([key, value]) => [`${name}${key[0]?.toUpperCase()}${key.slice(1)}`, value])
    );
  return {
    id, name: nameOf(map), translator: 'SIM', status: 'Production', direction, version: '1.0',
    ...side('source', source), ...side('target', target), standard: partner.standard, docType: typeName(type)
  }; // prettier-ignore
}

/** `/cartographer/mp/v1/solutions/…`: the maps of a solution. */
export function mapRoutes(state: GridState): Router {
  const router = Router();
  router.get('/', (_request, response) => {
    response.json([state.customerOf(mailboxOf(response)).solutionId]);
  });
  router.param('solutionId', (_request, response, next, solutionId: string) => {
    if (state.customerOf(mailboxOf(response)).solutionId === solutionId) next();
    else refuse(response, 404, `There is no solution ${solutionId}.`, 'MP-404');
  });
  router.get('/:solutionId/maps', (request, response) => {
    const [pageNo, pageSize] = [whole(request, 'pageNo', 1), whole(request, 'pageSize', 50)];
    const all = mapsOf(state, mailboxOf(response)).map(metadata);
    const { sort } = request.query;
    response.json({
      page: {
        page: pageNo, pageSize, pageTotal: Math.ceil(all.length / pageSize), totalCount: all.length,
        sortOrder: typeof sort === 'string' ? sort : 'id'
      },
      response: all.slice((pageNo - 1) * pageSize, pageNo * pageSize)
    }); // prettier-ignore
  });
  router.param('mapId', (_request, response, next, mapId: string) => {
    const map = mapsOf(state, mailboxOf(response)).find(({ id }) => String(id) === mapId);
    if (!map) refuse(response, 404, `There is no map ${mapId}.`, 'MP-404');
    else {
      response.locals['map'] = map;
      next();
    }
  });
  const mapOf = (response: { locals: Record<string, unknown> }) => response.locals['map'] as GridMap;
  const specification = (map: GridMap) =>
    `${nameOf(map)}\n${map.direction} ${map.type} (${typeName(map.type)}), ${map.partner.company}\n`;

  router.get(
    '/:solutionId/maps/:mapId/metadata',
    (_request, response) => void response.json(metadata(mapOf(response)))
  );
  router.get('/:solutionId/maps/:mapId/trading-partners', (_request, response) => {
    const map = mapOf(response);
    const [own = ''] = state.customerOf(mailboxOf(response)).addresses;
    const other = addressText(map.partner);
    const [sender, receiver] = map.direction === 'Inbound' ? [other, own] : [own, other];
    response.json({
      name: map.partner.company, href: '', translator: 'SIM', mapName: nameOf(map), docType: typeName(map.type),
      direction: map.direction, sender, receiver, version: map.partner.version
    }); // prettier-ignore
  });
  router.get('/:solutionId/maps/:mapId/specifications', (_request, response) => {
    const map = mapOf(response);
    response.json([{ id: map.id, name: `${nameOf(map)}.txt`, size: String(specification(map).length), modified: 0 }]);
  });
  router.get('/:solutionId/maps/:mapId/specifications/:fileId', (request, response) => {
    const map = mapOf(response);
    if (String(map.id) !== request.params.fileId) refuse(response, 404, 'There is no such specification.', 'MP-404');
    else response.type('application/octet-stream').send(Buffer.from(specification(map)));
  });
  router.get('/:solutionId/maps/:mapId/annotations', (_request, response) => void response.json([]));
  return router;
}

function whole(request: Request, name: string, otherwise: number): number {
  const value = request.query[name];
  return typeof value === 'string' && /^[1-9]\d*$/.test(value) ? Number(value) : otherwise;
}
