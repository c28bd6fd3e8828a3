alter table networks alter column range type inet;
