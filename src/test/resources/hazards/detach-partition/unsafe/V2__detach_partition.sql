alter table measurements detach partition measurements_2025;
