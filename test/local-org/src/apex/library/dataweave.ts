import { declare } from '../types/library.ts';
import { current } from '../runtime/transaction.ts';
import { notEmulated, raise } from '../runtime/values/exceptions.ts';

/** DataWeave scripts are not emulated; a script that the project lacks fails as in an org. */
declare({ name: 'DataWeave' });
declare({
  name: 'DataWeaveScriptException',
  extends: 'Exception',
  constructors: { '()': () => null, '(String message)': () => null }
});
declare({
  name: 'DataWeave.Result',
  methods: { 'String getValueAsString()': () => null, 'Object getValue()': () => null }
});

function script(name: string): never {
  if (!current().org.project.dataWeaveScripts.some((one) => one.toLowerCase() === name.toLowerCase())) {
    raise('DataWeaveScriptException', `DataWeave script resource not found: ${name}`);
  }
  throw notEmulated(`the DataWeave script ${name}`);
}

declare({
  name: 'DataWeave.Script',
  methods: {
    'DataWeave.Result execute(Map<String,Object> parameters)': () => null,
    'DataWeave.Result execute()': () => null
  },
  statics: {
    'DataWeave.Script createScript(String name)': script,
    'DataWeave.Script createScript(String namespace, String name)': (_: string, name: string) => script(name)
  }
});
