import type { Project } from '../metadata/project.ts';
import type { LocalOrg } from '../platform/open-org.ts';
import type { AppBuild } from './app-build.ts';
import type { VendorBuild } from './vendor-build.ts';

/** A call of an `@AuraEnabled` method, as the Apex runtime takes it. */
export interface AuraCall {
  className: string;
  methodName: string;
  args: Record<string, unknown>;
  userId: string;
}

export interface PageServerOptions {
  org: LocalOrg;
  project: Project;
  /** Runs an `@AuraEnabled` method and returns what JSON can hold; throws what the component shall see. */
  invokeAura: (call: AuraCall) => unknown;
  vendor: VendorBuild;
  app: AppBuild;
  users: PageUsers;
}

/** Who may look at the pages; asked at every request, since users may be created after the start. */
export interface PageUsers {
  /** The user with this id; the one that pages open as without one, or when there is no such user. */
  find: (id: string | undefined) => PageUser;
  /** All that one can switch to. */
  all: () => { id: string; name: string }[];
}

export interface PageUser {
  id: string;
  name: string;
  /** As in User.LocaleSidKey: `en_US`. */
  locale: string;
  timeZone: string;
  currency: string;
}
