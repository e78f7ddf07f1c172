-- What a document's content is (order, invoice, shipment and so on); null where it has none.
alter table document add column kind text;
update document set kind = 'order' where record_key is not null;
