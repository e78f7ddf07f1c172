trigger SirenTrigger on Siren__e(after insert) {
    List<Trace__c> traces = new List<Trace__c>();
    for (Siren__e siren : Trigger.new) {
        traces.add(new Trace__c(Name = 'siren', Step__c = siren.Text__c));
    }
    insert as system traces;
}
