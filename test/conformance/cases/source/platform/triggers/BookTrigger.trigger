trigger BookTrigger on Book__c(
    before insert,
    before update,
    before delete,
    after insert,
    after update,
    after delete,
    after undelete
) {
    TriggerOperation operation = Trigger.operationType;
    TraceLog.note(operation.name() + ' ' + Trigger.size);
    if (Trigger.isBefore && (Trigger.isInsert || Trigger.isUpdate)) {
        for (Book__c book : Trigger.new) {
            if (TraceLog.refusedNames.contains(book.Name)) {
                book.addError('refused by name');
            }
            if (book.Name == 'bad pages') {
                book.Pages__c.addError('refused by pages');
            }
            if (book.Name == 'negative in trigger') {
                book.Price__c = -1;
            }
        }
    }
    if (Trigger.isBefore && Trigger.isDelete) {
        for (Book__c book : Trigger.old) {
            if (book.Name == 'undeletable') {
                Trigger.oldMap.get(book.Id).addError('stays');
            }
        }
    }
    if (Trigger.isAfter && Trigger.isUpdate) {
        for (Id key : Trigger.newMap.keySet()) {
            Book__c before = Trigger.oldMap.get(key);
            if (before.Price__c != Trigger.newMap.get(key).Price__c) {
                TraceLog.note('price ' + before.Price__c + ' to ' + Trigger.newMap.get(key).Price__c);
            }
        }
    }
    if (Trigger.isAfter && Trigger.isInsert) {
        TraceLog.note(Trigger.isExecuting && Trigger.new[0].Id != null ? 'has an id' : 'has no id');
    }
    if (Trigger.isUndelete) {
        TraceLog.note('back ' + Trigger.new[0].Name);
    }
}
