-- slipway: allow revoke: no version reads reports since 2.3
revoke usage on schema reports from public;
