create index documents_tags on documents using gin (tags);
