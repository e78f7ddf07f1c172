import { declare, libraryType } from '../types/library.ts';
import { searchText } from '../platform/search.ts';
import { present } from '../runtime/operators.ts';
import { ApexList } from '../runtime/values/collections.ts';
import type { SObjectRecord } from '../runtime/values/record.ts';
import { newBean, type Bean } from './bean.ts';

declare({
  name: 'Search.SearchResult',
  methods: {
    'SObject getSObject()': (self: Bean) => self.data['record'],
    'String getSnippet()': () => null
  }
});
declare({
  name: 'Search.SearchResults',
  methods: {
    'List<Search.SearchResult> get(String object)': (self: Bean, object: string) => {
      const lists = (self.data['lists'] as ApexList).items as ApexList[];
      const found = lists.find((list) => list.element.name.toLowerCase() === present(object).toLowerCase());
      return new ApexList(
        libraryType('Search.SearchResult'),
        (found?.items ?? []).map((record) => newBean('Search.SearchResult', { record: record as SObjectRecord }))
      );
    }
  }
});
declare({
  name: 'Search',
  statics: {
    'List<List<SObject>> query(String text)': (text: string) => searchText(present(text)),
    'Search.SearchResults find(String text)': (text: string) =>
      newBean('Search.SearchResults', { lists: searchText(present(text)) })
  }
});
