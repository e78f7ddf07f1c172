trigger TradingIdentifierTrigger on Trading_Identifier__c(
    before insert,
    before update,
    after insert,
    after update,
    after undelete
) {
    new TradingIdentifierHandler().run();
}
