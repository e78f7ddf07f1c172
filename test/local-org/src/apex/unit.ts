/** One Apex source file of a project. */
export interface ApexUnit {
  /** The class's or trigger's name as its file name spells it. */
  name: string;
  /** An anonymous block is statements, and the methods and types that it declares for itself. */
  kind: 'class' | 'trigger' | 'anonymous';
  /** Path of the file, as messages show it. */
  file: string;
  text: string;
  /** `apiVersion` of its meta file; from 67 on, user mode and `with sharing` are the default. */
  apiVersion: number;
}
