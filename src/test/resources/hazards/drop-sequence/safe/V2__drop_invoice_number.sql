-- slipway: allow drop-sequence: no version draws from it since 2.3
drop sequence invoice_number;
