drop procedure tidy();
