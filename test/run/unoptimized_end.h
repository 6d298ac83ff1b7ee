#ifdef __clang__
#pragma clang attribute pop
#pragma clang optimize on
#endif
