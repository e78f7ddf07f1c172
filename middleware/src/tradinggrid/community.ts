import { z } from 'zod';
import type { GridHttp } from './grid-http.ts';

const company = z.looseObject({ companyId: z.string().optional(), companyName: z.string().optional() });
export type CommunityCompany = z.infer<typeof company>;

/** Companies of the network. @see https://github.com/opentext/BN-Trading-Grid, collection Community */
export class Community {
  readonly #http: GridHttp;
  readonly #companyId: string;

  /** @param companyId of our own company */
  constructor(http: GridHttp, companyId: string) {
    this.#http = http;
    this.#companyId = companyId;
  }

  /** Companies that we may exchange documents with, by name. */
  partnersNamed(partnerCompanyName: string): Promise<CommunityCompany[]> {
    const path = `/TGCommunityServices/v1/companies/${encodeURIComponent(this.#companyId)}/partnerDirectory`;
    return this.#http.json(z.array(company), path, { query: { partnerCompanyName } });
  }
}
