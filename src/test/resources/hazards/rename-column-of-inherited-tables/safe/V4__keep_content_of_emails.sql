create trigger emails_content before insert or update on emails
    for each row execute function messages_content();
