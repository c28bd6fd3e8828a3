create index emails_subject on emails (subject);
