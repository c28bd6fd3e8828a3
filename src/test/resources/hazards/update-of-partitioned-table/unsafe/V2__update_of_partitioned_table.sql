update measurements set checked = false;
