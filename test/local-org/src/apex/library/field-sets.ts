import type { FieldSetDescribe, ObjectDescribe } from '../../schema/schema.ts';
import { declare, libraryClass, libraryType } from '../types/library.ts';
import { present } from '../runtime/operators.ts';
import { current } from '../runtime/transaction.ts';
import { ApexList, ApexMap } from '../runtime/values/collections.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { NativeObject } from '../runtime/values/objects.ts';
import { displayType } from './schema.ts';
import { fieldToken, typeToken, type FieldOf, type ObjectOf } from './schema-tokens.ts';

type FieldSet = NativeObject<{ object: ObjectDescribe; set: FieldSetDescribe }>;
type Member = NativeObject<FieldOf & { path: string; required: boolean }>;

const fieldSet = (object: ObjectDescribe, set: FieldSetDescribe): FieldSet =>
  new NativeObject(present(libraryClass('Schema.FieldSet')), { object, set });

/** `SObjectType.X.FieldSets.Name`; a name may leave out the project's namespace. */
export function fieldSetNamed({ data }: NativeObject<ObjectOf>, name: string): FieldSet {
  const { object } = data;
  const wanted = [name, `${object.namespace}__${name}`].map((one) => one.toLowerCase());
  const set = object.fieldSets.find((one) => wanted.includes(one.apiName.toLowerCase()));
  if (!set) {
    raise('SObjectException', `Invalid field set ${name} for ${object.apiName}`);
  }
  return fieldSet(object, set);
}

/** The last field of a path and the object that has it. */
function fieldAt(start: ObjectDescribe, path: string): Pick<FieldOf, 'object' | 'field'> {
  const { schema } = current().org;
  const parts = path.split('.');
  const last = parts.pop() ?? '';
  const object = parts.reduce((from, part) => present(schema.parent(from, part)?.objects[0]), start);
  const field = schema.field(object, last);
  if (!field) {
    raise('SObjectException', `Invalid field ${path} for ${start.apiName}`);
  }
  return { object, field };
}

declare({
  name: 'Schema.FieldSetMember',
  methods: {
    'String getFieldPath()': (self: Member) => self.data.path,
    'String getLabel()': (self: Member) => self.data.field.label,
    'Boolean getRequired()': (self: Member) => self.data.required,
    'Boolean getDBRequired()': (self: Member) => !self.data.field.nillable,
    'Schema.DisplayType getType()': (self: Member) => displayType(self.data.field),
    'Schema.SObjectField getSObjectField()': (self: Member) => fieldToken(self.data.object, self.data.field)
  }
});
declare({
  name: 'Schema.FieldSet',
  methods: {
    'String getName()': (self: FieldSet) => self.data.set.apiName,
    'String getLabel()': (self: FieldSet) => self.data.set.label,
    'String getDescription()': (self: FieldSet) => self.data.set.description,
    'String getNamespace()': (self: FieldSet) => self.data.set.namespace || null,
    'Schema.SObjectType getSObjectType()': (self: FieldSet) => typeToken(self.data.object),
    'List<Schema.FieldSetMember> getFields()': (self: FieldSet) =>
      new ApexList(
        libraryType('Schema.FieldSetMember'),
        self.data.set.fields.map(
          ({ path, required }): Member =>
            new NativeObject(present(libraryClass('Schema.FieldSetMember')), {
              ...fieldAt(self.data.object, path),
              path,
              required,
              text: path
            })
        )
      )
  }
});
declare({
  name: 'Schema.SObjectTypeFieldSets',
  methods: {
    'Map<String,Schema.FieldSet> getMap()': (self: NativeObject<ObjectOf>) => {
      const { object } = self.data;
      const map = new ApexMap(libraryType('String'), libraryType('Schema.FieldSet'), true);
      object.fieldSets.forEach((set) => map.put(set.apiName, fieldSet(object, set)));
      return map;
    }
  }
});
