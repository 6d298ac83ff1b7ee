// What follows is the test's own code: compiled fast and plainly, whatever the flags that the corpus is compiled with.
#ifdef __clang__
#pragma clang optimize off
#pragma clang attribute push(__attribute__((no_sanitize("address", "undefined"))), apply_to = function)
#endif
