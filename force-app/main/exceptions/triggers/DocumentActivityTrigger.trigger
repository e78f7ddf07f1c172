trigger DocumentActivityTrigger on Document_Activity__c(before update, before delete) {
    new DocumentActivityHandler().run();
}
