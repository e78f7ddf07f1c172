/**
 * Paths of the customer-specific interface: OpenText publishes none for what it does, so a customer's gateway may have
 * it elsewhere. `{name}` is replaced.
 * @see middleware/openapi/customer-gateway.json
 */
export const GATEWAY_PATHS = {
  createPartner: '/gateway/v1/partners',
  updatePartner: '/gateway/v1/partners/{partnerId}',
  createRelationship: '/gateway/v1/relationships',
  changeRelationship: '/gateway/v1/relationships/{relationshipId}',
  getRequest: '/gateway/v1/requests/{requestId}',
  findRequests: '/gateway/v1/requests',
  reprocess: '/gateway/v1/transactions/{transactionId}/reprocess',
  resubmit: '/gateway/v1/transactions/{transactionId}/resubmit',
  publishEvent: '/gateway/v1/transactions/{transactionId}/events',
  listAgreements: '/gateway/v1/agreements',
  changeAgreement: '/gateway/v1/agreements/{agreementId}',
  setMilestone: '/gateway/v1/agreements/{agreementId}/milestones/{name}'
} as const;

export type GatewayPaths = Record<keyof typeof GATEWAY_PATHS, string>;

/** What a cross reference may hold of an address. */
export const XREF_COLUMNS = ['qualifier', 'id', 'standard', 'version', 'route', 'externalKey', 'companyName'] as const;
export type XrefColumn = (typeof XREF_COLUMNS)[number];
