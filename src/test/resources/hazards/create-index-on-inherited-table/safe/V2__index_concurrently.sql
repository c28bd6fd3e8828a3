create index concurrently emails_subject on emails (subject);
