trigger TradingPartnerTrigger on Trading_Partner__c(before insert, before update, after update) {
    new TradingPartnerHandler().run();
}
