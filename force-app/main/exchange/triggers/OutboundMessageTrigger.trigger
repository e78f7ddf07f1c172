trigger OutboundMessageTrigger on Outbound_Message__c(after update) {
    new OutboundMessageHandler().run();
}
