trigger TradingAgreementTrigger on Trading_Agreement__c(
    before insert,
    before update,
    after insert,
    after update
) {
    new TradingAgreementHandler().run();
}
