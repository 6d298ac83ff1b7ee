// With sanitizers: what Clang itself never frees (strings and vectors in its syntax tree) is no leak of ours.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libclang-cpp\nleak:libLLVM\n"; }
