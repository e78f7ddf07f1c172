trigger DocumentEventTrigger on Document_Event__e(after insert) {
    new DocumentEventHandler().run();
}
