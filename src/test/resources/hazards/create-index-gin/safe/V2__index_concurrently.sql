create index concurrently documents_tags on documents using gin (tags);
