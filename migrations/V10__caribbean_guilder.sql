-- ISO 4217 amendment 176: on 2025-03-31 the Caribbean guilder replaced the
-- Netherlands Antillean guilder in Curaçao and Sint Maarten, keeping its number.
-- ANG stays: old amounts are still in it.
insert into currencies (code, numeric_code, name, minor_digits)
values ('XCG', '532', 'Caribbean Guilder', 2);
