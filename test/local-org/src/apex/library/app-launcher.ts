import { declare } from '../types/library.ts';
import { present } from '../runtime/operators.ts';
import { current } from '../runtime/transaction.ts';
import type { ApexList } from '../runtime/values/collections.ts';

function order(ids: ApexList): void {
  const { org } = current();
  present(ids).items.forEach((id, index) => {
    const row = org.systemRow('AppMenuItem', 'ApplicationId', String(id));
    if (row) {
      org.systemUpdate('AppMenuItem', String(row.get('Id')), { SortOrder: index });
    }
  });
}

declare({ name: 'AppLauncher' });
declare({
  name: 'AppLauncher.AppMenu',
  statics: { 'void setOrgSortOrder(List<Id> ids)': order, 'void setUserSortOrder(List<Id> ids)': order }
});
