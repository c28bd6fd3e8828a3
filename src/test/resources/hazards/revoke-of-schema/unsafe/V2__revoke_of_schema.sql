revoke usage on schema reports from public;
