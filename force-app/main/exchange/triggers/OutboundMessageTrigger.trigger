trigger OutboundMessageTrigger on Outbound_Message__c(before update, after update) {
    new OutboundMessageHandler().run();
}
