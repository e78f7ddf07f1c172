trigger BellTrigger on Bell__e(after insert) {
    List<Trace__c> traces = new List<Trace__c>();
    for (Bell__e bell : Trigger.new) {
        EventBus.TriggerContext context = EventBus.TriggerContext.currentContext();
        if (bell.Text__c == 'retry' && context.retries < 2) {
            throw new EventBus.RetryableException('once more, after ' + context.retries);
        }
        if (bell.Text__c == 'retry') {
            traces.add(new Trace__c(Name = 'bell', Step__c = 'retried', Number__c = context.retries));
        } else {
            traces.add(new Trace__c(Name = 'bell', Step__c = bell.Text__c, Number__c = bell.Number__c));
        }
        context.setResumeCheckpoint(bell.ReplayId);
    }
    insert as system traces;
}
